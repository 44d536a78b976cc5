# Two commands: `make demo` sets everything up and serves the demo campaign; `make test` sets everything up and passes.
# Nothing is needed but Python >= 3.11, git and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: demo test check format assets messages field-types lock clean

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本 · Python >= 3.11 is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q "uv>=0.9"

$(VENV)/core.stamp: requirements/core.txt pyproject.toml CHANGELOG.md | $(BIN)/uv
	$(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r requirements/core.txt
	$(BIN)/uv pip install -q -p $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/core.stamp
	$(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

assets: $(VENV)/core.stamp
	$(BIN)/python tools/frontend.py

messages: $(VENV)/core.stamp
	$(BIN)/python tools/messages.py compile

# The phone's types, made anew from the schema of the API (they are committed).
field-types: $(VENV)/core.stamp
	$(BIN)/python -m tools.field_types

# The demo campaign in var/demo, made anew each time; random passwords are printed at the end.
demo: assets messages
	DIEBIAN_HOME=$(CURDIR)/var/demo $(BIN)/diebian demo --port $(PORT)

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -q -n auto -m "not browser and not slow"

test: $(VENV)/dev.stamp assets messages
	$(BIN)/python tools/browser.py
	$(BIN)/python tools/frontend.py --check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -q -n auto --cov --cov-report=
	$(BIN)/python tools/coverage_gate.py
	DIEBIAN_TEST_DATABASE=postgres $(BIN)/python -m pytest -q -n auto -m "not browser"

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(BIN)/uv
	UV=$(BIN)/uv tools/lock.sh

clean:
	rm -rf $(VENV) .node frontend/node_modules field/node_modules src/diebian/web/static/build src/diebian/web/static/field var
