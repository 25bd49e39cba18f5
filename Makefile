# The executable documentation: `make help` prints this file's targets.
# Everything is set up in .venv from hash-locked requirement files; nothing that is done is done again.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
SHARED ?= ../shared
VENV := .venv
TRAIN := .venv-train
BIN := $(VENV)/bin
UV := $(BIN)/uv
GAZETTEER := plugins/dateline/_data/gazetteer.db
STACK := $(BIN)/python -m pytest -m stack -x tests/integration
export UV_PYTHON_DOWNLOADS := never

# The first interpreter that really runs, is 3.11 or newer and has venv (a name on the PATH may be a shim that fails).
FIND_PYTHON = for p in python3 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; exit 0; }; done; \
  echo 'Dateline needs python3 3.11 or newer with its venv module: install it (Debian: apt-get install python3 python3-venv)' >&2; exit 1

.PHONY: help run test check gold ablate train train-check bench serve airflow integration secrets up down lock clean purge setup

help: ## this table
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# ---- environments: library + Airflow for running, development on top for testing --------------------------------------------

$(UV): requirements/bootstrap.txt
	@python=$$($(FIND_PYTHON)); echo "setting up $(VENV) with $$($$python --version)"; \
	"$$python" -m venv $(VENV); $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt; touch $(UV)

$(VENV)/.run: requirements/airflow.txt requirements/build-constraints.txt pyproject.toml $(UV)
	@echo "installing the library and Airflow (a minute the first time)"
	@$(UV) pip install -q --python $(BIN)/python --compile-bytecode --require-hashes --build-constraints requirements/build-constraints.txt -r requirements/airflow.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python -m compileall -q plugins/dateline
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "installing what tests need"
	@$(UV) pip install -q --python $(BIN)/python --compile-bytecode --require-hashes --build-constraints requirements/build-constraints.txt -r requirements/dev.txt
	@touch $@

$(GAZETTEER): requirements/gazetteer.txt $(VENV)/.run
	@echo "building the gazetteer from GeoNames data (once)"
	@$(BIN)/python -m dateline.gazetteer
	@touch $@

setup: $(VENV)/.run $(GAZETTEER)

# ---- the README's commands -------------------------------------------------------------------------------------------------

run: setup ## the main job on the sample: real DAGs, from feeds to a timeline, all on this machine
	@$(BIN)/python tools/run_sample.py

test: setup $(VENV)/.dev ## the test suite (services for real where they are found)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup
	@[ "$${CI:-}" != true ] || $(STACK)

check: setup $(VENV)/.dev ## formatter, linter, types, layers, dead code, seeds, docs
	@$(BIN)/ruff format --check --quiet . && echo "ok  format"
	@$(BIN)/ruff check --quiet . && echo "ok  lint"
	@$(BIN)/mypy --no-error-summary && echo "ok  types"
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports; echo "ok  layers"
	@$(BIN)/vulture && echo "ok  dead code"
	@$(BIN)/dateline seeds check
	@$(BIN)/python -m pytest -q tests/test_docs.py && echo "ok  docs"

gold: setup ## the scorecard: extraction and tagging against coded articles; fails below the floors
	@$(BIN)/python -m benchmarks.gold --shared "$(SHARED)"

ablate: setup ## what each rule, word list and step of tagging is worth: left out alone, the figures taken again (ARGS="--area places")
	@$(BIN)/python -m benchmarks.ablate --shared "$(SHARED)" $(ARGS)

$(TRAIN)/.ready: requirements/training.txt $(UV)
	@echo "installing what training needs (several GB, once)"
	@python=$$($(FIND_PYTHON)); "$$python" -m venv $(TRAIN)
	@$(UV) pip install -q --python $(TRAIN)/bin/python --require-hashes --build-constraints requirements/build-constraints.txt -r requirements/training.txt
	@$(UV) pip install -q --python $(TRAIN)/bin/python --no-deps --editable .
	@touch $@

train: $(GAZETTEER) $(TRAIN)/.ready ## a reader from labelled files: LABELS="FILE ..." OUT=FOLDER (own environment; never needed by the others)
	@test -n "$(LABELS)" -a -n "$(OUT)" || { echo 'say what to train on and where to put it: make train LABELS="seeds/labels/items.jsonl" OUT=var/reader' >&2; exit 2; }
	@$(TRAIN)/bin/python -m training --labels $(LABELS) --out $(OUT) $(ARGS)
	@echo "the reader is in $(OUT): DATELINE_READER=$(OUT) dateline tag ...; its card: $(OUT)/CARD.md"

train-check: $(GAZETTEER) $(TRAIN)/.ready ## twenty items, one epoch, export, and the exported reader against the network (by hand, before an artefact is committed)
	@$(TRAIN)/bin/python -m training.check

bench: setup ## the benchmarks, as ratios in one run: benchmarks/results.md
	@$(BIN)/python -m benchmarks.bench --shared "$(SHARED)"

serve: setup ## the timeline page over the embedded index
	@$(BIN)/dateline serve

airflow: setup ## Airflow on this machine without Docker, scheduled on your own sources; Ctrl-C stops everything
	@$(BIN)/python tools/airflow_local.py

integration: setup $(VENV)/.dev ## real Airflow, PostgreSQL, Redis, Celery and Elasticsearch processes, faults included
	@bash tests/setup-services.sh
	@$(STACK)
	@$(BIN)/python -m pytest -m long tests/integration

secrets: $(VENV)/.run ## random secrets for the production stack, into docker/secrets (kept when there)
	@$(BIN)/python tools/make_secrets.py

up: ## the production stack with Docker Compose (after `make secrets`; set DATELINE_USER_AGENT in docker/.env)
	@test -f docker/secrets/jwt_secret || { echo 'no secrets yet: run `make secrets` first' >&2; exit 2; }
	@docker compose -f docker/compose.yml up --build --detach --wait && echo "Airflow: http://localhost:8080   Kibana: http://localhost:5601   Pages: http://localhost:8765"

down: ## stop the production stack; data stays in its volumes
	@docker compose -f docker/compose.yml down && echo "stopped; the volumes are still there"

# ---- upkeep ----------------------------------------------------------------------------------------------------------------

lock: $(UV) ## resolve requirements/*.in anew into hash-locked files
	@cd requirements && lock() { ../$(UV) pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate "$$@"; } && \
	lock all.in -o all.txt && for part in bootstrap library airflow dev; do lock $$part.in -c all.txt -o $$part.txt; done && lock training.in -c all.txt -o training.txt && rm all.txt
	@echo "requirements/*.txt are new; look at the difference before you commit it"

clean: ## environment and caches away
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist plugins/dateline/_data
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "environment and caches are gone; var/ (ledger, archive, index) is still there"

purge: ## asks, then environment, caches and everything under var/ away
	@read -r -p "delete var/ with ledger, archive and index, and the environment? [y/N] " answer || true; \
	[ "$$answer" = y ] || { echo "nothing was deleted"; exit 0; }; \
	$(MAKE) -s clean >/dev/null && rm -rf var && echo "environment, caches and var/ are gone"
