# CareHub. Needs Python 3.11 or newer, make and git; everything else is installed into .venv.
# `make` alone lists what there is.

PYTHONS = python3 python3.13 python3.12 python3.11 python3.14 python
BIN = .venv/bin
UV_COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# Every start compiles what is not kept.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help run demo demo-reset test check bench campaign audit build lock clean

help:
	@echo "make run       start CareHub (http://127.0.0.1:3000)"
	@echo "make demo      start the practice center, with made-up patients, in ./practice"
	@echo "make test      all tests; make check: the fast part of them"
	@echo "More: demo-reset, bench (ONLY=names), campaign, audit, build, lock, clean (see CONTRIBUTING.md)"

run: .venv/for-running
	@$(BIN)/carehub run

demo: .venv/for-running
	@$(BIN)/carehub demo

demo-reset: .venv/for-running
	@$(BIN)/carehub demo --reset

build: .venv/for-running
	@$(BIN)/carehub build

# pytest comes last: its closing line is the summary.
test: check
	@$(BIN)/python -m tests.browser
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=10

check: .venv/for-testing
	@echo "Style:"; $(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "Types:"; $(BIN)/pyright --pythonpath $(BIN)/python
	@echo "Rules between rooms:"; $(BIN)/lint-imports --no-cache --show-timings > .venv/rules.txt && tail -n 3 .venv/rules.txt || { cat .venv/rules.txt; exit 1; }

bench: .venv/for-testing
	@$(BIN)/python -m benchmarks $(ONLY)

campaign: .venv/for-testing
	@CAMPAIGN=1 $(BIN)/pytest -m campaign --timeout=0 --durations=10

# Asks PyPI and npm about known weaknesses of what the locks name; says whom it could not ask.
audit: .venv/for-testing
	@$(BIN)/python -m tests.supply_chain

# The locks name versions and hashes only: no index, no address, nothing of this machine.
lock: .venv/for-testing
	@for lock in requirements.lock requirements-dev.lock; do \
	  groups="--group build"; test $$lock = requirements.lock || groups="$$groups --group dev --constraint requirements.lock"; \
	  $(UV_COMPILE) $$groups --no-annotate $(UPGRADE) --output-file $$lock > /dev/null || exit 1; \
	  { echo "# Made by \`make lock\` from pyproject.toml (newest versions: make lock UPGRADE=--upgrade)."; cat $$lock; } > $$lock.new; \
	  mv $$lock.new $$lock; done
	@$(BIN)/carehub build --lock

clean:
	@rm -rf .venv .web .carehub-build .states .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results assets/external

# Made anew whenever a lock changes, so that nothing stays behind; the stamp is written last, so that
# an installation that was broken off is not taken for a whole one. The locks are complete, so pip looks
# for nothing beside them (it would take a newer release for what another package wants with an extra).
.venv/for-running: requirements.lock
	@python=; for candidate in $(PYTHONS); do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then python=$$candidate; break; fi; done; \
	  test -n "$$python" || { echo "CareHub needs Python 3.11 or newer, and this computer has none: install it from python.org or with your package manager." >&2; exit 1; }; \
	  echo "Installing what CareHub needs into .venv (a few minutes, only this once) ..."; \
	  $$python -m venv --clear .venv || { echo "Python could not make .venv here: may you write in this folder? (Debian and Ubuntu also need: apt-get install python3-venv)" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock \
	  || { echo "The Python packages could not be installed: is this computer on the internet?" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index --editable .
	@touch $@

.venv/for-testing: requirements-dev.lock .venv/for-running
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-dev.lock \
	  || { echo "The packages for the tests could not be installed: is this computer on the internet?" >&2; exit 1; }
	@touch $@
