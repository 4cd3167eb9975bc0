# Campline's few commands. `make run` and `make test` need Python 3.11 or newer and nothing else.
.DEFAULT_GOAL := help
.PHONY: help run test fresh lint faults bench bench-planner lock chromium paper
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv/bin/python
RUN_STAMP := .venv/.installed-run
DEV_STAMP := .venv/.installed-dev
PIP_INSTALL := $(VENV) -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes
ARGS ?=
# Dozens of processes start in a run of the tests; where the environment forbids bytecode, each would compile everything
# again, five seconds of it. (Installed without, compiled by whoever imports it first.)
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo "make run     everything on this machine: http://localhost:8000 (PORT=8001 make run for another port)"
	@echo "make test    every test, the browser's too (ARGS='-k words' for some)"
	@echo "make fresh   new sample camps, when the old ones are over"
	@echo "make lint    formatting, types, layers, migrations, deployment settings"
	@echo "make faults  the long fault tests, and new examples for the properties"
	@echo "make bench   the benchmarks, a JSON line each"
	@echo "make bench-planner  the planner's figures with their targets, about ten minutes (ARGS='run --seeds 1' for fewer)"
	@echo "make lock    requirements*.txt from requirements*.in"

run: $(RUN_STAMP)
	@exec $(VENV) -m config.supervisor

test: $(DEV_STAMP) chromium paper
	@$(VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

fresh: $(RUN_STAMP)
	@$(VENV) manage.py sample_camp --fresh

lint: $(DEV_STAMP)
	@echo "ruff format";     $(VENV) -m ruff format --check --quiet .
	@echo "ruff check";      $(VENV) -m ruff check --quiet .
	@echo "mypy";            $(VENV) -m mypy
	@echo "lint-imports";    .venv/bin/lint-imports
	@echo "makemigrations";  $(VENV) manage.py makemigrations --check --dry-run
	@echo "check --deploy";  .ci/as-production $(VENV) manage.py check --deploy --fail-level WARNING

faults: $(DEV_STAMP)
	@$(VENV) -m pytest -m "long or hypothesis" --hypothesis-profile searching --timeout 3600 $(ARGS)

bench: $(DEV_STAMP)
	@$(VENV) -m bench $(ARGS)

bench-planner: $(DEV_STAMP)
	@$(VENV) -m bench.campbench $(ARGS)

chromium:
	@.ci/chromium

paper: $(DEV_STAMP)
	@.ci/paper

lock: $(DEV_STAMP)
	@$(VENV) -m uv pip compile -q $(LOCK_FLAGS) requirements.in -o requirements.txt
	@$(VENV) -m uv pip compile -q $(LOCK_FLAGS) -c requirements.txt requirements-dev.in -o requirements-dev.txt
# 3.11 alone would mean 3.11.0, which needs a package more.
LOCK_FLAGS = --generate-hashes --universal --python-version 3.11.7 --no-emit-index-url \
	--custom-compile-command "make lock"

$(VENV):
	@test -n "$(PYTHON)" || { echo "Campline needs Python 3.11 or newer. Install it, or name yours: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Campline needs Python 3.11 or newer; $(PYTHON) is older. Use: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@echo "Making .venv with $$("$(PYTHON)" --version) …"
	@"$(PYTHON)" -m venv .venv \
		|| { rm -rf .venv; echo "No virtual environment could be made here: look at the line above; on Debian, install python3-venv."; exit 1; }

$(RUN_STAMP): requirements.txt | $(VENV)
	@echo "Installing what Campline runs on (half a minute the first time) …"
	@$(PIP_INSTALL) -r requirements.txt || { echo "Packages could not be installed: look at the lines above (network, disk?) and try again."; exit 1; }
	@touch $@

$(DEV_STAMP): requirements-dev.txt requirements.txt | $(VENV)
	@echo "Installing what Campline and its tests run on (a minute the first time) …"
	@$(PIP_INSTALL) -r requirements-dev.txt || { echo "Packages could not be installed: look at the lines above (network, disk?) and try again."; exit 1; }
	@touch $(RUN_STAMP) $@
