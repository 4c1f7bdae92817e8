# Everything a developer or an operator on one machine needs; `make` alone lists it.
PYTHON ?= python3
VENV := .venv
# More options for the tests: make test PYTEST='-k promotion'
PYTEST ?=
PORT ?= 8000
RUNS ?= 1000000
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help venv run test check bench fuzz reset messages audit screens requirements

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' \
		| while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

# Rebuilt only when the pinned requirements (or the package's own definition) change.
venv:
	@PYTHON='$(PYTHON)' VENV='$(VENV)' tools/make-venv

run: venv ## start everything: database, a made-up company, pages and worker; the data is kept
	@$(BIN)/prabayar db migrate
	@$(BIN)/python -m prabayar.simulation.demo --port $(PORT)

test: venv ## run all tests against a PostgreSQL of their own; the rules are covered branch by branch
ifeq ($(strip $(PYTEST)),)
	@$(BIN)/python -m pytest -q tests/domain tests/life --cov=prabayar.domain --cov-branch \
		--cov-report=term-missing:skip-covered --cov-fail-under=100
	@$(BIN)/python -m pytest -q tests --ignore=tests/domain --ignore=tests/life --ignore=tests/browser
	@$(BIN)/python -m pytest -q tests/browser
else
	@$(BIN)/python -m pytest -q $(PYTEST)
endif

check: venv ## format, lint, types, import contracts, migrations, names
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings prabayar.config.settings
	@$(BIN)/python -m pytest -q tests/architecture

bench: venv ## measure the speeds that docs/benchmarks.md names
	@$(BIN)/python -m bench

fuzz: venv ## try the readers of bank files with a million made-up inputs (RUNS=…; Python 3.11 on x86-64)
	@$(BIN)/pip install --quiet --require-hashes --no-deps --requirement requirements-fuzz.txt
	@$(BIN)/python -m tests.bank_files.fuzz --runs $(RUNS)

reset: ## stop the database and delete its data, documents and secrets (asks first; YES=1 does not)
	@PYTHON='$(PYTHON)' BIN='$(BIN)' YES='$(YES)' tools/reset

messages: venv ## find the texts of pages, merge and compile the translations
	@$(BIN)/python tools/messages.py

audit: venv ## ask whether anything is known against what is pinned (needs the network)
	@$(BIN)/pip-audit --requirement requirements.txt --no-deps --disable-pip

screens: venv ## a picture of every page, in both themes and two widths, in .prabayar/screens
	@$(BIN)/python -m tests.browser.screens .prabayar/screens

requirements: venv ## pin the newest allowed versions, with hashes, into requirements*.txt
	@$(BIN)/python tools/pin_requirements.py
