# TCBot. `make` alone lists the targets. Needs Python 3.11 or newer and make; all else goes into this folder.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
TORCH_INDEX ?=
PYTEST_ARGS ?=
# A file's tests share its servers, so that files are dealt out whole, in the order of tests/conftest.py. Many of them
# wait for a while: so there is one process more than cores, four at most.
PARALLEL ?= -n $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 3 ? cores + 1 : 4))) --dist loadscope --no-loadscope-reorder
EVAL_ARGS ?=
BENCH_ARGS ?=
UPGRADE ?=

BIN := .venv/bin
STAMP := .venv/installed
export UV_CACHE_DIR ?= $(CURDIR)/.cache/uv
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE ?= hardlink
UV := $(BIN)/uv
INSTALL := $(UV) pip install --python $(BIN)/python --quiet

.PHONY: help dev demo test test-access stack stack-test check audit sbom format eval bench settings metrics chats deploy-tools lock wheel clean

help: ## Lists the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@printf '%s\n' '' \
	  'Variables:' \
	  '  TORCH_INDEX=cpu      installs the CPU build of torch from its publisher (gigabytes less), or' \
	  '  TORCH_INDEX=<url>    from the package index you name, at the locked version. Only torch itself comes from there.' \
	  '  PYTHON=<path>        the Python that .venv is made with (3.11 or newer)' \
	  '  PYTEST_ARGS=<args>   more arguments for pytest, as in: make test PYTEST_ARGS="-m \"not slow\" -x"' \
  '  PARALLEL=            one test at a time; by default a process more than cores, four at most' \
	  '  EVAL_ARGS=<args>     arguments of `tcbot eval`: --documents DIR --questions FILE --out FILE' \
	  '  BENCH_ARGS=<args>    --quick (toy sizes, proves that it runs), --write (docs/benchmarks.md), --documents PATHS' \
	  '  UPGRADE=1            `make lock` takes the newest versions, not the locked ones'

dev: $(STAMP) ## Installs everything into .venv

demo: dev ## Ingests the sample documents and answers questions about them
	@$(BIN)/tcbot demo

test: dev ## Runs every test but those that need a model server
	@$(BIN)/python -m pytest -m "not llm" $(PARALLEL) $(PYTEST_ARGS)

test-access: dev ## Proves who may read what: generated worlds on both indexes, then deliberate breaks of the code
	@$(BIN)/python -m tests.access

stack: dev ## The whole stack of deploy/ as processes of this machine, until Ctrl-C
	@$(BIN)/python -m tests.stack

stack-test: dev ## Journeys of both chats, a program and operators on that stack
	@$(BIN)/python -m pytest tests/stack $(PYTEST_ARGS)

check: dev ## ruff, mypy --strict, import-linter, bandit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BANDIT)

audit: dev ## bandit over the code; the locked packages against what is known of them, where that can be had
	$(BANDIT)
	@$(BIN)/python -m tests.supply_chain.known_weaknesses requirements/base.txt

sbom: dev deploy-tools ## Writes dist/sbom.json (CycloneDX): each package of the hashed requirements
	@mkdir -p dist
	@$(BIN)/python -m tests.supply_chain.bill_of_materials requirements/base.txt dist/sbom.json

format: dev ## Sorts imports and formats the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: dev ## Measures answers over a questions file (EVAL_ARGS)
	@$(BIN)/tcbot eval $(EVAL_ARGS)

bench: dev ## Measures speed beside Haystack's stock components (BENCH_ARGS)
	@$(BIN)/python -m tests.benchmarks $(BENCH_ARGS)

settings: dev ## Writes docs/settings.md and .env.example, from the settings' classes
	@$(BIN)/python -m tests.settings_pages

metrics: dev ## Writes the tables of docs/metrics.md, from the metrics themselves
	@$(BIN)/python -m tests.metrics_page

chats: dev ## Writes docs/chats.md, what every chat does, from the rows of tests/adapters
	@$(BIN)/python -m tests.adapters.chats_page

deploy-tools: .cache/deploy-tools/installed ## Installs what judges deploy/ and lists packages (240 MB), into .cache

wheel: dev ## Builds the wheel into dist/
	@$(UV) build --wheel --no-build-isolation --python $(BIN)/python --out-dir dist --quiet .

clean: ## Removes .venv and the caches of this folder
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist

# --- how it is done ---------------------------------------------------------------------------------------------

BANDIT := $(BIN)/bandit --quiet --configfile pyproject.toml --recursive bot ingest pipelines

COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --python-version 3.11 --universal \
  --generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

lock: .venv/uv ## Writes requirements/*.txt anew from pyproject.toml
	$(COMPILE) pyproject.toml --output-file requirements/base.txt
	$(COMPILE) pyproject.toml --extra s3 --constraint requirements/base.txt --output-file requirements/s3.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements/base.txt --output-file requirements/dev.txt
	$(COMPILE) requirements/deploy-tools.in --output-file requirements/deploy-tools.txt

.venv/uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "No Python found: install Python 3.11, or say PYTHON=<path>." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than Python 3.11: say PYTHON=<path of a newer one>." >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.cache/deploy-tools/installed: requirements/deploy-tools.txt .venv/uv
	@$(UV) venv --quiet --allow-existing --python $(BIN)/python .cache/deploy-tools
	@$(UV) pip install --quiet --python .cache/deploy-tools/bin/python --require-hashes --no-deps --no-build -r $<
	@touch $@

# The CPU build of torch has other hashes than the one that the locks name, and needs none of the CUDA packages:
# so torch comes first, at the locked version, and the locks follow without these.
CUDA := ^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)==

$(STAMP): pyproject.toml requirements/dev.txt .venv/uv
	@echo "Installing into .venv (a few minutes the first time) …" >&2
ifeq ($(TORCH_INDEX),)
	@$(INSTALL) --require-hashes --no-deps -r requirements/dev.txt
else
	@torch=$$(sed -n 's/^\(torch==[0-9.]*\).*/\1/p' requirements/dev.txt); \
	  $(INSTALL) --no-deps $(if $(filter cpu,$(TORCH_INDEX)),--torch-backend cpu,--default-index "$(TORCH_INDEX)") "$$torch"
	@awk '/^[a-z0-9]/ {keep = $$0 !~ /$(CUDA)/} keep || /^#/' requirements/dev.txt > .venv/without-cuda.txt
	@$(INSTALL) --require-hashes --no-deps -r .venv/without-cuda.txt
endif
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
