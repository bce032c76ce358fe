# AlkaGraph. Needs Python 3.11 or newer, make and pip; sets up the rest in .venv.
#
#   make run     serve the pages at http://127.0.0.1:8000
#   make test    lint, types, every test
#   make help    the other targets

# Not "?=": some shells export HOST as the name of the machine, which would open the server to the network.
HOST := 127.0.0.1
PORT ?= 8000

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PY := .venv/bin/python
ALKAGRAPH := .venv/bin/alkagraph

# A stamp carries the checksum of what it was installed from: a changed lock makes a new stamp name, an unchanged one costs
# no call of pip. The folder counts too, because the programs in .venv/bin hold its name.
LOCKED := $(shell (pwd; cat requirements.lock pyproject.toml) | cksum | cut -d' ' -f1)
LOCKED_DEV := $(shell (pwd; cat requirements-dev.lock pyproject.toml) | cksum | cut -d' ' -f1)
LOCKED_ASSETS := $(shell cat package-lock.json requirements-assets.lock scripts/fetch_assets.sh 2>/dev/null | cksum | cut -d' ' -f1)
INSTALLED := .venv/installed-$(LOCKED)
INSTALLED_DEV := .venv/installed-dev-$(LOCKED_DEV)
ASSETS := .venv/assets-$(LOCKED_ASSETS)
ASSETS_DEV := .venv/assets-dev-$(LOCKED_ASSETS)

UV := uv==0.13.9
COMPILE := uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

.PHONY: help run test check build lint install install-dev assets browser external lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# Serving builds the graph first when the facts have changed.
run: $(INSTALLED) $(ASSETS) ## Serve the pages and the API (HOST=127.0.0.1 PORT=8000)
	@exec $(ALKAGRAPH) serve --host "$(HOST)" --port "$(PORT)"

test: $(INSTALLED_DEV) $(ASSETS_DEV) browser external lint build ## Lint, types and every test
	$(PY) -m pytest

check: $(INSTALLED_DEV) lint build ## Lint, types, the facts, and the fast tests
	$(ALKAGRAPH) validate
	$(PY) -m pytest -q -m "not slow and not browser"

build: $(INSTALLED) ## Build the graph from the facts (nothing to do when it is current)
	$(ALKAGRAPH) build

lint: $(INSTALLED_DEV)
	$(PY) -m ruff check
	$(PY) -m ruff format --check --quiet
	$(PY) -m mypy

install: $(INSTALLED) ## Set up .venv with what `make run` needs

install-dev: $(INSTALLED_DEV) ## Set up .venv with what the tests need

$(INSTALLED): | .venv/bin/pip
	@echo "Installing the locked dependencies into .venv (once; a few minutes on a slow line)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@rm -f .venv/installed-[0-9]* && touch $@

$(INSTALLED_DEV): $(INSTALLED)
	@echo "Installing the locked test tools into .venv"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@rm -f .venv/installed-dev-* && touch $@

.venv/bin/pip:
	@sh scripts/make_venv.sh

# The browser libraries make the pages nicer and are never required: a failure is told and passed over.
# It is tried once for each lock, so that a machine without a network starts fast; `make assets` tries again.
$(ASSETS): | $(INSTALLED)
	@sh scripts/fetch_assets.sh || echo "The browser libraries could not be fetched (make assets tries again);" \
		"the pages work in a plainer form."
	@rm -f .venv/assets-* && touch $@

# With what only the tests need.
$(ASSETS_DEV): | $(INSTALLED)
	@sh scripts/fetch_assets.sh dev || echo "The browser libraries could not be fetched; some browser tests need them."
	@rm -f .venv/assets-* && touch $@ $(ASSETS)

assets: | $(INSTALLED) ## Fetch the browser libraries named in package-lock.json
	@sh scripts/fetch_assets.sh

browser: ## Install Chromium for the browser tests (as root, through apt)
	@sh scripts/install_chromium.sh

external: ## Install Virtuoso for the tests of external servers (as root, through apt)
	@sh scripts/install_virtuoso.sh

lock: ## Write the lock files anew (UPGRADE=1 takes newer versions)
	@python3 -m venv .cache/lock && .cache/lock/bin/python -m pip install --quiet "$(UV)"
	.cache/lock/bin/$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --extra build --output-file requirements.lock
	.cache/lock/bin/$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --extra build --extra dev -c requirements.lock --output-file requirements-dev.lock
	.cache/lock/bin/$(COMPILE) $(if $(UPGRADE),--upgrade) --group assets --output-file requirements-assets.lock

clean: ## Remove everything that make made
	rm -rf .venv .cache build dist node_modules web/vendor .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
