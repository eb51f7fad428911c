# Each target does its own set-up; on a fresh Debian machine python3, venv, git and make are enough.
# `make` alone lists the targets.

PORT ?= 8000
SIZE ?= 1000000
WORKERS ?= 2

BIN := .venv/bin
ASSETS := src/linli/sites/static/vendor/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/linli/locale/*/LC_MESSAGES/django.po))
# Tests that another database says nothing new about.
ONCE := tests/tooling src/linli/insight/sheets tests/architecture/test_forged_ids.py $(addprefix tests/operations/,test_killed_filling.py test_serving.py test_slow_uploads.py)
export DJANGO_SETTINGS_MODULE := linli.config.settings

.PHONY: help run demo setup test check check-translations fix messages docs handbook bench lock clean

help:
	@sed -n 's/^## //p' Makefile

## make run [PORT=8000]  serve a demonstration community on 127.0.0.1
run: .venv/.base $(ASSETS) $(CATALOGUES)
	@exec $(BIN)/linli serve --demo --port $(PORT)

## make demo             fill the database with the demonstration community, without serving
demo: .venv/.base $(CATALOGUES)
	$(BIN)/linli demo

## make setup            everything for developing: packages, front-end files, catalogues
setup: .venv/.dev $(ASSETS) $(CATALOGUES)

## make test             the whole suite: SQLite with browser journeys, then PostgreSQL
test: setup
	tools/test_setup.sh
	env -u LINLI_DATABASE_URL $(BIN)/pytest -n $(WORKERS) --dist worksteal
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not browser" $(addprefix --ignore=,$(ONCE))

## make check            format, lint, types, imports, migrations, docs, translations
check: setup check-translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/architecture
	$(BIN)/linli makemigrations --check --dry-run
	$(BIN)/linli docs --check

## make check-translations  the English catalogue is whole
check-translations: .venv/.dev
	$(BIN)/python tools/messages.py check

## make fix              format and mend what ruff can
fix: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

## make messages         bring the English catalogue up to the code
messages: .venv/.dev
	$(BIN)/python tools/messages.py update

## make docs             write the diagrams and tables that docs/ takes from the code
docs: .venv/.dev
	$(BIN)/linli docs

## make handbook         take the handbook's pictures anew, from the pages as they are
handbook: setup
	LINLI_DOCS_SHOTS=1 $(BIN)/pytest -q tests/journeys/test_handbook.py tests/journeys/test_resident.py tests/journeys/test_tables.py

## make bench [SIZE=…]   measure with so many requests and residents (1000000); writes bench.json
bench: .venv/.base $(ASSETS) $(CATALOGUES)
	$(BIN)/python tools/bench.py --rows $(SIZE)

## make lock             renew requirements/*.lock from pyproject.toml (add UPGRADE=-U for newer)
lock: COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE)
lock: .venv/.base
	$(COMPILE) --all-extras pyproject.toml -o requirements/base.lock
	$(COMPILE) --all-extras --group dev pyproject.toml -o requirements/dev.lock
	$(COMPILE) --group setup -o requirements/setup.lock
	$(COMPILE) --group node -o requirements/node.lock

## make clean            remove what was built; the data in var/ stays
clean:
	rm -rf .venv node_modules $(dir $(ASSETS)) $(CATALOGUES) bench.json
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

# tools/alone.sh: two of them at once would write the same folders.
# tools/setup.sh marks what it has installed; dev holds all of base.
.venv/.base: requirements/base.lock requirements/setup.lock tools/setup.sh
	tools/alone.sh tools/setup.sh base

.venv/.dev: requirements/dev.lock requirements/setup.lock tools/setup.sh
	tools/alone.sh tools/setup.sh dev

$(ASSETS): package-lock.json tools/vendor.mjs tools/vendor.sh tools/icons.txt | .venv/.base
	tools/alone.sh tools/vendor.sh

%.mo: %.po | .venv/.base
	@tools/alone.sh $(BIN)/pybabel --quiet compile --input-file $< --output-file $@
