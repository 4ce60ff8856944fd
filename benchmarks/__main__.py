"""Run every benchmark: each module's ``main`` prints what it measured."""

import importlib
import pkgutil

import benchmarks

for info in pkgutil.iter_modules(benchmarks.__path__):
    if not info.name.startswith("_"):
        importlib.import_module(f"benchmarks.{info.name}").main()
