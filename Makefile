# `make demo` and `make test` set up all they need on a machine that has only Python (3.11 or newer), make and a compiler.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One thread in each test process: small networks are slower on two threads than on one. A file stays in one process, so
# that what its tests share is made once.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
SHAPES := '--jaxtyping-packages=advai,beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))'

.PHONY: setup demo test slow check format lint types imports shapes

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "advai needs Python 3.11 or newer, not " + sys.version.split()[0] + ": name another with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

demo: $(STAMP)
	$(BIN)/advai demo

# The tests that take seconds, as a user runs the code: without shape checking.
test: $(STAMP)
	$(PYTEST)

# The tests that take minutes; pytest exits with 5 as long as there are none.
slow: $(STAMP)
	$(PYTEST) -m slow || test $$? -eq 5

# Everything a change must pass; the quick checks first.
check: format lint imports types shapes

format: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

imports: $(STAMP)
	PYTHONPATH=src $(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/pyright --pythonpath $(BIN)/python

# The tests that take seconds, with the shapes in every signature checked at each call.
shapes: $(STAMP)
	$(PYTEST) $(SHAPES)
