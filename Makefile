# Plain `make` lists the commands. Two matter to a newcomer: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PNPM := .tools/node_modules/.bin/pnpm
PNPM_VERSION := 12.21.0
UV_VERSION := 0.13.9
export PYTHONPATH := $(CURDIR)
# Offices have certificate authorities of their own.
export UV_SYSTEM_CERTS ?= 1

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.core .tools/fonts/.ready web/dist/.built ## install what the demo needs (no root)

run: setup ## start the living demo city and open it
	@exec $(BIN)/zhicheng demo

demo: run ## the same

test: $(VENV)/.dev $(VENV)/.models .tools/fonts/.ready web/dist/.built ## run every test (installs chromium and PostgreSQL for them)
	@$(BIN)/zhicheng models fetch >/dev/null # nothing to do where they lie already, in whoever's home this is
	@bash tools/test.sh

eyes: $(VENV)/.models ## packages and models of the cameras' eyes (zhicheng watch)

drill: $(VENV)/.dev $(VENV)/.models $(VENV)/.fleet ## longer failure drills (kill -9, full disk), on demand and nightly
	@$(BIN)/python -m pytest -m drill -p no:cacheprovider

check: $(VENV)/.dev web/node_modules/.installed ## linters, types, import contracts
	@bash tools/check.sh

fix: $(VENV)/.dev ## let the formatters mend what they can
	@$(BIN)/ruff check --fix-only -q zhicheng tests tools; $(BIN)/ruff format zhicheng tests tools

types: $(VENV)/.core web/node_modules/.installed ## the faces' types from the API's description
	@$(BIN)/python -m tools.openapi >web/node_modules/openapi.json && cd web && node scripts/types.mjs node_modules/openapi.json

bench: $(VENV)/.core ## our speed beside named peers, as ratios
	@$(BIN)/zhicheng bench

docs: $(VENV)/.core ## write the generated reference
	@$(BIN)/zhicheng docs

web: web/node_modules/.installed .tools/reader/.ready ## build the faces
	@cd web && ../$(PNPM) run build && touch dist/.built

e2e: $(VENV)/.dev web/dist/.built ## browser tests of every face against a real server
	@bash tools/e2e.sh

lock: ## renew the locks (no registry host goes into them)
	$(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --universal --generate-hashes -o requirements-dev.lock

$(VENV)/.uv:
	@echo "[1/6] Python environment"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(VENV)/.core: $(VENV)/.uv requirements.lock pyproject.toml
	@echo "[2/6] Python packages"
	@$(BIN)/uv pip install -q --python $(BIN)/python -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements-dev.lock
	@echo "Python packages for development"
	@$(BIN)/uv pip install -q --python $(BIN)/python -r requirements-dev.lock
	@touch $@

$(VENV)/.eyes: $(VENV)/.core
	@echo "Python packages of the eyes"
	@$(BIN)/uv pip install -q --python $(BIN)/python -c requirements-dev.lock -e '.[vision]'
	@touch $@

# 300 MB that only a fleet needs; the drills install it, `make test` does not.
$(VENV)/.fleet: $(VENV)/.core
	@echo "Ray, for the drill of the fleet"
	@$(BIN)/uv pip install -q --python $(BIN)/python -c requirements-dev.lock -e '.[fleet]'
	@touch $@

$(VENV)/.models: $(VENV)/.eyes zhicheng/vision/weights.py
	@echo "models of the eyes"
	@$(BIN)/zhicheng models fetch >/dev/null
	@touch $@

.tools/fonts/.ready: tools/fonts.sh
	@echo "[3/6] fonts of the papers"
	@bash tools/fonts.sh

.tools/reader/.ready: tools/reader.py | $(VENV)/.uv
	@echo "[4/6] what reads an ID card's photo"
	@$(BIN)/python tools/reader.py

.tools/node_modules/.bin/pnpm:
	@echo "[5/6] pnpm and the faces' packages"
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed"; exit 1; }
	@npm install --silent --no-audit --no-fund --prefix .tools pnpm@$(PNPM_VERSION) >/dev/null

web/node_modules/.installed: $(PNPM) web/pnpm-lock.yaml web/package.json
	@cd web && ../$(PNPM) install --frozen-lockfile --silent
	@touch $@

# The phone's law engine is zipped from the Python sources, so these are sources of the faces too.
WEB_SOURCES := $(shell find web/apps web/features web/shared web/*.html web/*.ts -type f 2>/dev/null) $(shell find zhicheng/law zhicheng/kernel \( -name '*.py' -o -name '*.json' \) -not -path '*/tests/*')
# The weights may be missing where a machine could not fetch them: the faces are built without, and again once they are there.
web/dist/.built: web/node_modules/.installed $(WEB_SOURCES) $(wildcard .tools/reader/.ready) | .tools/reader/.ready
	@echo "[6/6] building the faces"
	@cd web && ../$(PNPM) run build >/dev/null && touch dist/.built

.PHONY: help setup run demo test drill check fix types bench docs web e2e lock eyes
