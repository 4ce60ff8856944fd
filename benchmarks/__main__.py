"""Run the benchmarks as the programs that they are, and draw what they found.

``python -m benchmarks [name ...]``, all of them without a name. Fails when one of them does.
"""

import pkgutil
import subprocess
import sys

import benchmarks

known = [info.name for info in pkgutil.iter_modules(benchmarks.__path__) if not info.name.startswith("_")]
names = sys.argv[1:] or known
if unknown := sorted(set(names) - set(known)):
    sys.exit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.")
failed = []
for name in (*names, "_plots"):
    print(f"{name}:", flush=True)
    if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode:
        failed.append(name)
sys.exit(f"Not good enough: {', '.join(failed)}" if failed else 0)
