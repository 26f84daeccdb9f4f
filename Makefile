# fjcorp.openai: `make demo` shows it, `make test` tests it. Both set up what they need.
.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-browser demo test test-fast test-oldest test-newest lint bench mutants emulator emulator-env emulator-stop provider site build clean

BIN := $(CURDIR)/.venv/bin
CACHE := $(CURDIR)/.cache

# The interpreter that .venv is made with; scripts/setup.sh looks for a python3 when it is empty.
PYTHON ?=
export PYTHON

# What the caller's shell holds must not decide what a run does here.
unexport TF_CLI_CONFIG_FILE TF_LOG TF_LOG_PROVIDER TF_CLI_ARGS TF_DATA_DIR TF_PLUGIN_CACHE_DIR TF_WORKSPACE
unexport OPENAI_IDENTITY_PROVIDER_ID OPENAI_SERVICE_ACCOUNT_ID OPENAI_IDENTITY_TOKEN_FILE OPENAI_IDENTITY_TOKEN_COMMAND OPENAI_IDENTITY_TOKEN_URL
unexport OPENAI_API_KEY OPENAI_ADMIN_KEY OPENAI_BASE_URL OPENAI_API_URL OPENAI_ORG_ID OPENAI_ORGANIZATION OPENAI_PROJECT_ID
unexport ANSIBLE_INVENTORY ANSIBLE_STDOUT_CALLBACK ANSIBLE_CHECK_MODE_MARKERS PYTHONPATH PYTHONHOME
# Compiled files are kept: hundreds of starts, and pytest in each worker, would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
export ANSIBLE_CONFIG := $(CURDIR)/ansible.cfg
export ANSIBLE_COLLECTIONS_PATH := $(CACHE)/collections
export ANSIBLE_HOME := $(CACHE)/ansible

# A third of a test's time is waiting for others: one worker more than there are cores.
WORKERS := 3

# The fast tests write many small files, which are gone after them: into memory, where there is a gigabyte of it.
IN_MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 1000000 { print "TMPDIR=/dev/shm" }')

# Our tools before the machine's, and behind them a Terraform that setup fetched; not for setup, which looks for the machine's Python.
RUN := PATH="$(BIN):$$PATH:$(CACHE)/bin"

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ gsub(/\$$\$$/, "$$"); printf "%-20s %s\n", $$1, $$2 }'

setup: ## Prepare the clone for running the collection (.venv, .cache)
	@scripts/setup.sh demo

setup-test: ## Prepare the clone for the tests as well
	@scripts/setup.sh test

setup-browser: ## Install the browser that the tests drive, where it is missing
	@scripts/setup.sh browser

demo: setup ## Run the main job against the emulator: apply, apply again, change, apply
	@$(RUN) ansible-playbook playbooks/demo.yml </dev/null

test: setup-browser setup-test ## Run every test and linter (twenty minutes on two cores)
	@$(RUN) pytest -n $(WORKERS) --dist worksteal

test-fast: setup-test ## Run the unit and contract tests: every resource, without Terraform (a minute on two cores)
	@$(RUN) $(IN_MEMORY) pytest -q -n $(WORKERS) --dist worksteal tests/unit tests/contract -m "not slow"

test-oldest: setup-test ## Run the tests of playbooks with the oldest ansible-core that is supported
	@$(RUN) pytest -n $(WORKERS) --dist worksteal tests/integration --ansible oldest

test-newest: setup-test ## Run the tests of playbooks with the newest ansible-core that is supported
	@$(RUN) pytest -n $(WORKERS) --dist worksteal tests/integration --ansible newest

lint: setup-test ## Run the linters and the repository's rules alone
	@$(RUN) pytest -q tests/repo/test_linters.py tests/repo/test_rules.py

bench: setup ## Print all figures beside their targets, and run the fault-injection suite (an hour)
	@$(RUN) python bench/run.py

# Which part of the code, how many mutants of it, and what the sample is drawn by.
MODULE := organization
COUNT := 60
SEED := 1

mutants: setup-test ## Judge the tests by small faults: MODULE=api|organization|lifecycles|sinks|plugin_utils
	@$(RUN) python -m pip install -q -r requirements-mutants.txt -c tests/constraints.txt
	@$(RUN) python scripts/mutants.py $(MODULE) --count $(COUNT) --seed $(SEED)

emulator: setup ## Serve the emulator of the API until Ctrl-C, with its state in .cache/emulator
	@$(RUN) PYTHONPATH=src python -m fjcorp_openai.emulator --port 0 --data $(CACHE)/emulator

emulator-env: setup ## Start the emulator in the background: eval "$$(make -s emulator-env)"
	@$(RUN) python scripts/emulator_env.py $(CACHE)/background

emulator-stop: setup ## Stop the emulator that emulator-env started
	@$(RUN) python scripts/emulator_env.py --stop $(CACHE)/background

provider: setup ## Install the provider for Terraform alone: eval "$$(make -s provider)"
	@$(RUN) PYTHONPATH=src python -m fjcorp_openai.provider mirror $(CACHE)/provider

site: setup-test ## Build the documentation site of plugins and roles into .build/site
	@$(RUN) python scripts/build_site.py .build/site

build: ## Build the collection's tarball into .build
	@scripts/setup.sh build
	@$(RUN) python scripts/build.py .build

clean: ## Remove everything that setup, demo, test and build made
	rm -rf .venv .cache .build .pytest_cache .mypy_cache .ruff_cache .hypothesis .ansible
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
