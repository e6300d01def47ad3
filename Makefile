# Everything a newcomer needs: Python 3.11 or newer, and make.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run up down status logs secrets install test e2e check fmt lint types imports contracts \
        contracts-check web web-check tour screenshots bench bench-growth simulate crash-points chaos sbom audit clean

BIN := .venv/bin
PYTHONS := $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14
SECONDS ?= 60
SEEDS ?= 2000
SEED ?= 1
BROKERS ?= 1
MONGODS ?= 1
S ?= gateway
UP ?=
T ?=
ONLY ?=
ROUNDS ?= 5
MINUTES ?= 8
SHARE ?= 1

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## Set up, start the whole product, load the demo, print address and sign-ins
	@$(BIN)/gongjian up $(UP)

up: run

down: .venv/.run ## Stop what `make run` started
	@$(BIN)/gongjian down

status: .venv/.run ## Every process: state, restarts, memory, port
	@$(BIN)/gongjian status

secrets: .venv/.run ## Make the key files that docker-compose.yml mounts
	@$(BIN)/gongjian secrets

logs: .venv/.run ## Follow one log: make logs S=gateway
	@$(BIN)/gongjian logs $(S) -f

install: .venv/.dev ## Set up the development environment

test: .venv/.dev ## All tests, set-up included; a part of them: make test T=tests/unit
	@$(BIN)/python -m deploy.embedded.kafka_jars
	@$(BIN)/python -m tests $(T)

e2e: .venv/.dev ## The stories through the running product, some in a browser
	@$(BIN)/python -m pytest tests/e2e

check: lint types imports contracts-check web-check ## Everything that needs no server

fmt: .venv/.dev ## Format the Python code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

lint: .venv/.dev ## Style and common mistakes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: .venv/.dev ## Static types, strict
	@$(BIN)/mypy

imports: .venv/.dev ## Who may import whom
	@$(BIN)/lint-imports

contracts: .venv/.dev ## Generate schemas, AsyncAPI, OpenAPI, TypeScript types, README tables
	@$(BIN)/python -m deploy.contracts

contracts-check: .venv/.dev
	@$(BIN)/python -m deploy.contracts check

tour: .venv/.dev ## Every page of the demo, at a desk and on a phone: whole, readable, reachable (axe)
	@$(BIN)/python -m pytest -m tour tests/e2e

web: .venv/.run ## Build the web when its sources have changed
	@$(BIN)/python -m deploy.embedded.web_build

web-check: .venv/.run ## Types, texts, style and unit tests of the web
	@$(BIN)/python -m deploy.embedded.web_build check test

screenshots: .venv/.dev ## Pictures of every page, desk and phone
	@$(BIN)/python -m tests.screenshots

bench: .venv/.dev ## Benchmarks as ratios, into var/bench/latest.json: make bench ONLY=B1,B4 ROUNDS=5
	@ONLY="$(ONLY)" ROUNDS="$(ROUNDS)" SHARE="$(SHARE)" $(BIN)/python -m tests.benchmarks

bench-growth: .venv/.dev ## How cost grows from demo size to a district: make bench-growth MINUTES=8
	@MINUTES="$(MINUTES)" $(BIN)/python -m tests.benchmarks.growth

simulate: .venv/.dev ## Many seeds of the fault simulation: make simulate SEEDS=2000
	@$(BIN)/python -m tests.chaos.simulate --seeds $(SEEDS)

crash-points: .venv/.dev ## A service process killed at each named place, restarted, checked
	@$(BIN)/python -m pytest -m chaos tests/chaos/test_crash_points.py

chaos: .venv/.dev ## Faults under load: make chaos SECONDS=60 SEED=1
	@$(BIN)/python -m tests.chaos --seconds $(SECONDS) --seed $(SEED) \
	  --brokers $(BROKERS) --mongods $(MONGODS)

sbom: .venv/.dev ## Bill of materials (CycloneDX), written to var/sbom/gongjian.cdx.json
	@$(BIN)/python -m deploy.supply_chain.sbom

audit: .venv/.dev ## Known vulnerabilities of what the locks pin; 2 when the advisories are out of reach
	@$(BIN)/python -m deploy.supply_chain.audit

clean: ## Remove the environment and what can be fetched again; the data of var/ stays
	@rm -rf .venv var/cache services/gateway/web/node_modules services/gateway/web/dist

.venv/.setup: requirements-setup.lock
	@for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  python=; \
	done; \
	test -n "$$python" || { echo "Python 3.11 or newer is needed → apt-get install python3"; exit 1; }; \
	"$$python" -m venv .venv \
	  || { echo "Python's venv module is needed → apt-get install python3-venv"; exit 1; }
	@echo "Installing the installer …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-setup.lock
	@touch $@

.venv/.run: .venv/.setup requirements-run.lock pyproject.toml
	@echo "Installing the run-time packages …"
	@lock=requirements-run.lock; test ! -e .venv/.dev || lock=requirements-dev.lock; \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $$lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.setup requirements-dev.lock pyproject.toml
	@echo "Installing the development packages …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ .venv/.run
