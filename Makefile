# Zhanggui. `make` alone says what can be made. Needs Python 3.11-3.13 with venv, and nothing else.

.DEFAULT_GOAL := help
.PHONY: help demo test check suites bench docs format lock clean

VENV ?= .venv
JOBS ?= 2
ARGS ?=
PYTHON ?= python3 python3.13 python3.12 python3.11 python

BIN := $(VENV)/bin
PY := $(BIN)/python
# A file's tests stay together, so that what they share is made once. What Python compiles it keeps, even on machines
# that say otherwise: compiling every test anew takes each process longer than any of its tests.
PYTEST := PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n $(JOBS) --dist loadfile
LOCK_TOOL := uv==0.13.9

# Zero when the interpreter is one we support and can make an environment.
PROBE := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

help: ## Say what can be made
	@echo "Usage: make TARGET [ARGS='more arguments'] [PYTHON=python3.12] [VENV=.venv]"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## Load two shops, print their review, serve the pages on 127.0.0.1
	@$(BIN)/zhanggui demo $(ARGS)

test: $(VENV)/.dev ## Fast and contract tests; browser tests where there is a browser
	@$(PYTEST) $(ARGS)

check: $(VENV)/.dev ## Format, lint, types, layers, dependencies, docs in sync, fast tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry src
	@$(if $(DOCS),$(PY) -m zhanggui.surfaces.docs --check,echo "docs: no generator yet, nothing to compare")
	@$(PYTEST) -m "not (slow or spark or bench or browser)" $(ARGS)

# Exit code 5 says that no test has this mark (yet), which is not a failure.
suites: $(VENV)/.dev ## The slow tests, then the browser, Spark and timing tests one at a time
	@$(PYTEST) -m "slow and not (browser or spark or bench)" --timeout=900 $(ARGS) || [ $$? -eq 5 ]
	@$(PY) -m pytest -m "browser or spark or bench" --timeout=900 $(ARGS) || [ $$? -eq 5 ]

bench: $(VENV)/.dev ## Measure against what a user would pick instead; writes benchmarks/RESULTS.md
	@$(PY) -m benchmarks $(ARGS)

docs: $(VENV)/.dev ## Write docs/reference from the code, then the site
	@$(PY) -m zhanggui.surfaces.docs
	@$(if $(SITE),$(BIN)/zensical build --clean)

format: $(VENV)/.dev ## Format the code and apply the safe fixes of the linter
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

lock: | $(PY) ## Compile requirements/*.txt from pyproject.toml (ARGS=--upgrade for newer versions)
	@tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT \
	  && $(PY) -m venv "$$tool" && "$$tool/bin/python" -m pip install --quiet $(LOCK_TOOL) \
	  && $(call compile,dev,--extra dev) \
	  && $(call compile,spark,--extra spark --constraint requirements/dev.txt) \
	  && $(call compile,demo,--extra demo --constraint requirements/dev.txt) \
	  && $(call compile,base,--constraint requirements/dev.txt)

clean: ## Remove the environment and every cache
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis site dist
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------------------------------- how it is done

DOCS := $(wildcard src/zhanggui/surfaces/docs/__main__.py src/zhanggui/surfaces/docs.py)
SITE := $(wildcard zensical.toml mkdocs.yml)

# The lock holds for every supported Python and platform, with hashes, and names no index.
compile = "$$tool/bin/uv" pip compile pyproject.toml --group build $(2) $(ARGS) --quiet \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --output-file requirements/$(1).txt

# One environment: dev holds everything of demo in the same versions, so either may come first.
$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(PY)
	@$(call install,requirements/dev.txt)
	@touch $(VENV)/.demo $@

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(PY)
	@$(call install,requirements/demo.txt)
	@touch $@

# The lock is complete, so nothing is left to resolve (--no-deps). Bytecode is compiled here, because
# some machines forbid Python to write it later; the templates that some libraries ship do not compile.
install = echo "Installing $(1) into $(VENV) ..." \
	&& $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement $(1) \
	&& $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
	&& { $(PY) -m compileall -qq -j $(JOBS) $(VENV)/lib || true; }

$(PY):
	@found=; for candidate in $(PYTHON); do \
	  if "$$candidate" -c '$(PROBE)' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Zhanggui needs Python 3.11, 3.12 or 3.13 with venv and ensurepip; tried: $(PYTHON)." >&2; \
	  echo "Install one (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3.11" >&2; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version)" && "$$found" -m venv --clear $(VENV)
