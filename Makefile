# What a newcomer needs. Every target sets up what it uses; a second run finds it ready.

VENV ?= .venv
CASE ?= cases/real/saka-hiroshima-2021.yaml
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# A Python of one's own choice: make PYTHON=/usr/bin/python3.12 ...
PYTHON ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help advise evidence serve test test-services test-slow lint format bench wheel clean

help: ## tell what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-19s %s\n", $$1, $$2}'

advise: $(VENV)/.ready ## advise on a real case, or on another: make advise CASE=FILE
	@$(BIN)/advisor advise "$(CASE)"

evidence: $(VENV)/.ready ## hold the rules against documented cases, an expert, and made-up cases
	@$(BIN)/advisor case evidence cases/real --vignettes cases/vignettes --measure 1500

serve: $(VENV)/.ready-web ## open the interview and the report to a browser, on this machine only
	@$(BIN)/advisor serve

test: $(VENV)/.ready-dev ## run the whole test suite
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-services: $(VENV)/.ready-dev ## run the tests that need a browser, a database or an office program
	@command -v chromium >/dev/null || echo "chromium is missing, so the tests that look at pages can't run: apt-get install chromium"
	@$(BIN)/python -m pytest -m "services or chromium"

test-slow: $(VENV)/.ready-dev ## run the tests that take minutes
	@$(BIN)/python -m pytest -m "slow and not services and not chromium"

lint: $(VENV)/.ready-dev ## check style, types and the order of the packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict advisor
	@$(BIN)/lint-imports

format: $(VENV)/.ready-dev ## put the code into the style that lint expects
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(VENV)/.ready-dev ## measure how long things take
	@$(BIN)/python -m benchmarks.bench

wheel: $(VENV)/.ready-dev ## build dist/organization_advisor-*.whl
	@rm -rf build dist
	@$(PIP) wheel --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean: ## take away all that was made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.ready: setup.cfg pyproject.toml
	@$(find_python) \
	echo "Setting up $(VENV) with $$($$python --version), which takes a minute ..."; \
	$$python -m venv --clear $(VENV) || { \
	  echo "This Python can't make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --editable .
	@$(BIN)/python -m compileall -q advisor  # pip compiles what it copies, and this it only links
	@touch $@

$(VENV)/.ready-web: $(VENV)/.ready
	@echo "Installing what the server needs ..."
	@$(PIP) install --editable '.[web]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@echo "Installing what the tests need ..."
	@$(PIP) install --editable '.[dev]'
	@$(PIP) install --editable '.[bench]' || \
	  echo "The engines to compare with can't be installed here; make bench and make test leave them out."
	@touch $@

# Sets $$python to the first interpreter that runs and is new enough, or ends with a message.
define find_python
python=; \
for candidate in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11 python; do \
  if [ -n "$$candidate" ] && "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
  then python=$$candidate; break; fi; \
done; \
if [ -z "$$python" ]; then \
  echo "Python 3.11 or newer is needed, and $$(python3 --version 2>/dev/null || echo 'no Python') was found. Install it, or name it: make PYTHON=/path/to/python3.11" >&2; \
  exit 1; \
fi;
endef
