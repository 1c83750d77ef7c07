# The handbook in two commands: `make` builds it, `make test` tests it. `make TEXTS=DIR` builds it with the texts of the editions.
# `make serve` shows the website while you write.
# `make LOCKED=1` installs nothing whose SHA-256 is not in requirements.lock.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: all serve test check e2e clean
all: .venv/ready
	$(BIN)/handbook build $(if $(TEXTS),--texts "$(TEXTS)")

serve: .venv/ready
	$(BIN)/handbook serve $(if $(TEXTS),--texts "$(TEXTS)")

test: .venv/ready
	$(BIN)/tox run

check: .venv/ready
	$(BIN)/handbook check $(if $(TEXTS),--texts "$(TEXTS)")

e2e: .venv/ready
	$(BIN)/tox run -e e2e

.venv/ready: pyproject.toml constraints.txt $(if $(LOCKED),requirements.lock)
	$(PYTHON) -m venv .venv
ifdef LOCKED
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . tox
endif
	touch $@

clean:
	rm -rf build docs/texts .venv .tox
