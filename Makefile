# Everything runs from .venv, which `make venv` builds from requirements.lock, hashes checked.

PYTHON ?= python3.11
UPGRADE ?=
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help venv demo up check test drill bench histories lock

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

venv: $(STAMP)  ## make .venv with everything, or do nothing when it is current

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --quiet --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## the main job on real parts, weeks in about a minute
	$(BIN)/drumbeat demo

up: $(STAMP)  ## the whole stack on this machine, data kept in ./.drumbeat
	$(BIN)/drumbeat up

CHECK := $(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && $(BIN)/mypy \
  && $(BIN)/lint-imports --no-logo && $(BIN)/python -m pytest -q -p no:cacheprovider tests/deploying
check: $(STAMP)  ## lint, format, types, the directions between the rooms, and what deploy/ says
	$(CHECK)

# Side by side: what starts whole processes mostly waits, for weeks to pass; what only computes
# gives way.
COMPUTING := tests/domain tests/contracts tests/ledger tests/activities tests/architecture
WAITING := tests/config tests/e2e tests/observing tests/worker tests/workflows
DRILLS := tests/operating $(addprefix tests/e2e/,test_every_branch.py test_inbound_kills.py test_mailboxes.py) \
  tests/domain/cadence/test_bounds.py
test: $(STAMP)  ## check and every test, then which real parts they ran on
	@{ $(CHECK); } > .venv/check.log 2>&1 & check=$$!; \
	$(BIN)/python -m pytest $(WAITING) $(DRILLS:%=--ignore=%) -p no:cacheprovider > .venv/waiting.log 2>&1 & waiting=$$!; \
	nice $(BIN)/python -m pytest $(COMPUTING) $(DRILLS:%=--ignore=%) -p no:cacheprovider > .venv/computing.log 2>&1 & \
	computing=$$!; trap 'kill $$check $$waiting $$computing' INT TERM; \
	$(BIN)/python -m pytest $(patsubst %,--ignore=%,$(COMPUTING) $(WAITING) $(DRILLS) tests/deploying); failed=$$?; \
	for each in $$check $$computing $$waiting; do wait $$each || failed=1; done; \
	cat .venv/check.log .venv/computing.log .venv/waiting.log; test $$failed = 0
	@$(BIN)/python -m tests.real_parts

drill: $(STAMP)  ## whole installations at length, killed, backed up, restored; the worst files there are
	$(BIN)/python -m pytest -p no:cacheprovider $(DRILLS)

bench: $(STAMP)  ## the floor and the project, measured in one run
	@$(BIN)/python -m bench

histories: $(STAMP)  ## record this release's replay histories: make histories RELEASE=0.1.0
	$(BIN)/python -m tests.workflows.record_histories $(or $(RELEASE),$(error say RELEASE=NAME))

lock: $(BIN)/uv  ## solve requirements.lock anew; UPGRADE=--upgrade takes newer versions
	$(BIN)/uv pip compile pyproject.toml --group dev --output-file requirements.lock \
	  --python-version 3.11 --universal --generate-hashes --no-config --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE)

# Not through the stamp: a changed pyproject.toml is what the lock is solved for.
$(BIN)/uv:
	$(MAKE) venv
