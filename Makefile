# Chores; each sets up what it needs. `./run` and `./test` are the two commands of every day.
.PHONY: check fix bench quality lock setup
.DEFAULT_GOAL := check

BIN := .venv/bin
# The settings want addresses; nothing here goes to them.
OFFLINE := DATABASE_URL=postgresql:///none OWNER_DATABASE_URL=postgresql:///none REDIS_URL=redis://127.0.0.1:1/0
COMPILE := uv pip compile -q --generate-hashes --universal --python-version 3.11

setup:
	@bin/setup

# All that can be decided without running the product.
check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy
	$(OFFLINE) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	$(OFFLINE) SECURE=true SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w 0) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(OFFLINE) $(BIN)/python -m pytest -q tests/house

# What a tool can put right by itself.
fix: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# How fast the engine is, how well it ranks, and what the second wall costs pages.
bench: setup
	$(BIN)/python manage.py build_model
	$(BIN)/python manage.py bench_engine
	$(BIN)/python -W ignore -m tests.bench

# Sizes, for a look; it fails nothing.
quality: setup
	$(BIN)/python -m tests.house.measures

# The lock files from the .in files; asks the package registry.
lock: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" && \
	$(COMPILE) --overrides requirements.overrides requirements.in -o requirements.txt && \
	$(COMPILE) --overrides requirements.overrides requirements-dev.in -o requirements-dev.txt && \
	$(COMPILE) requirements-node.in -o requirements-node.txt
