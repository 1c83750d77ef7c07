# The handbook in two commands: `make` builds it, `make test` tests it. `make TEXTS=DIR` builds it with the texts of the editions.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: all test check e2e clean
all: .venv/ready
	$(BIN)/handbook build $(if $(TEXTS),--texts "$(TEXTS)")

test: .venv/ready
	$(BIN)/tox run

check: .venv/ready
	$(BIN)/handbook check $(if $(TEXTS),--texts "$(TEXTS)")

e2e: .venv/ready
	$(BIN)/tox run -e e2e

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . tox
	touch $@

clean:
	rm -rf build docs/texts .venv .tox
