"""Run every benchmark of this folder as the program that it is; fails when one of them does."""

import pkgutil
import subprocess
import sys

import benchmarks

names = [info.name for info in pkgutil.iter_modules(benchmarks.__path__) if not info.name.startswith("_")]
failed = []
for name in names:
    print(f"{name}:", flush=True)
    if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode:
        failed.append(name)
sys.exit(f"Not good enough: {', '.join(failed)}" if failed else 0)
