# What one does with this project. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.installed: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: setup
setup: $(VENV)/.installed node_modules/.installed ## Install everything the project needs, into .venv and node_modules

.PHONY: run
run: setup ## Migrate the sample database into the embedded Convex and serve the portal until Ctrl-C
	@exec $(MANAGE) start

.PHONY: demo
demo: setup ## The same without serving: the report is left under var/
	@$(MANAGE) start --once

.PHONY: test
test: setup ## Run all tests, Python and TypeScript
	npx vitest run
	$(BIN)/pytest -q -n 2

.PHONY: lint
lint: setup ## Format, lint, type and layer checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy ari config migration portal tickets tests
	$(BIN)/lint-imports --no-cache
	npm run --silent typecheck
	npx eslint . --max-warnings 0

.PHONY: check
check: lint test ## Everything that CI runs

.PHONY: bench
bench: setup ## Measure the migration, side by side with the naive way
	$(BIN)/python -m benchmarks

.PHONY: eval
eval: setup ## Measure what ARI understands; fails below the gate
	$(BIN)/python -m tests.ari.evaluation

.PHONY: fmt
fmt: setup ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	npx eslint . --fix

.PHONY: lock
lock: ## Pin the packages of requirements*.in again
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --no-header --no-emit-index-url --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --no-header --no-emit-index-url --generate-hashes requirements-dev.in -o requirements-dev.txt
