# Two commands: `make run` does the main job on the five plans, `make test` runs every check. Both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test format bench clean

run: .venv/installed
	$(BIN)/bdg load
	$(BIN)/bdg validate
	$(BIN)/bdg query leads/metric-leads --metric sex-ratio-at-birth
	@echo "Tiếp theo · Next:  $(BIN)/bdg queries   |   $(BIN)/bdg query --help   |   $(BIN)/bdg draft --help"
	$(BIN)/bdg serve

test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bdg fmt --check
	tests/setup-system
	$(BIN)/pytest

format: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/bdg fmt

SIZES ?= 5 100 1000

bench: .venv/installed
	-$(BIN)/pip install --quiet --editable '.[bench]'
	$(BIN)/python -m bench.run --sizes $(SIZES)

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "BDG Graph needs Python 3.11 or newer; try: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache
