# Every target is what the build machine runs. Needs git, make and python3 (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
HTML := $(shell find templates workflow -name '*.html' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run demo test check fmt words chaos bench screenshots lock

help: ## Say what each target does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/.locked: requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/.locked ## A demo province with open work on every desk, served on http://127.0.0.1:8000
	LOG_LEVEL=WARNING $(BIN)/python manage.py prepare_demo
	IS_DEMO=1 $(BIN)/python manage.py runserver 127.0.0.1:8000

demo: .venv/.locked ## Walk nominations through their whole life and print it
	$(BIN)/python manage.py demo

test: .venv/.locked ## All tests on SQLite and on PostgreSQL (DATABASE_URL, or one started for the run)
	$(BIN)/python tests/run.py test

check: .venv/.locked ## Style, types, rooms, templates, migrations, settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(if $(HTML),$(BIN)/djlint --check --lint $(HTML),@echo "djlint: no templates")
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

fmt: .venv/.locked ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(if $(HTML),$(BIN)/djlint --reformat --quiet $(HTML))

words: .venv/.locked ## Gather the texts to translate and compile the catalogue (needs gettext)
	$(BIN)/python manage.py makemessages -l vi --no-obsolete --no-location --ignore .venv --ignore tests --ignore var
	$(BIN)/python manage.py compilemessages --ignore .venv

chaos: .venv/.locked ## The races of the council, 1,000 rounds each, on both databases
	CHAOS_ROUNDS=1000 $(BIN)/python tests/run.py test tests/council/test_races_of_votes.py

bench: .venv/.locked ## Measure on both databases and write docs/benchmarks.md
	$(BIN)/python tests/run.py bench docs/benchmarks.md

screenshots: .venv/.locked ## Take the pictures of the main pages anew into docs/screens (needs chromium)
	$(BIN)/python -m pytest -q tests/browser/screens.py

lock: pyproject.toml ## Write the locks anew (needs uv)
	uv pip compile $< --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements.txt
	uv pip compile $< --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev -o requirements-dev.txt
