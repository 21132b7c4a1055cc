# Each command works alone on a machine with Python 3.11 or newer and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
READY := .venv/ready

.PHONY: setup run test check bench assure wheel

setup: $(READY)
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

run: setup
	COMMUNITY_MODE=demo COMMUNITY_PORT=$(PORT) $(BIN)/community run

test: setup
	$(BIN)/python -m tests

check: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/djlint --lint --quiet templates
	$(BIN)/bandit --quiet --severity-level medium --recursive community

bench: setup
	$(BIN)/python -m bench

assure: setup
	$(BIN)/python -m tests --assure $(if $(ONLY),--only $(ONLY))

wheel: setup
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
