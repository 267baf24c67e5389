# Two commands for users: `make run` and `make test`. What both begin with is `make setup`: nothing to do the second time.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test check bench soak lock

setup: .venv/installed node_modules/installed

.venv/installed: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

node_modules/installed: package-lock.json
	node -e 'if (parseInt(process.versions.node) < 20) { console.error("Node 20 or newer is needed"); process.exit(1) }'
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

# STORE=cosmos keeps everything in an emulator of Azure Cosmos DB.
run: setup
	STORE="$(STORE)" $(BIN)/python -m scripts.run

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	node_modules/.bin/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m knowledge check --today $$(git log -1 --format=%cs 2>/dev/null || date +%Y-%m-%d)

# Beside the stock SDK and Microsoft's newer ones, in one run.
bench: setup .venv-bench/installed
	$(BIN)/python -m bench.turns
	$(BIN)/python -m bench.waves

# 30 people pressing at random on 500 items of the helpdesk's queue, two minutes on each store; and a long queue.
# Then waves: instances killed while they send, Teams throttling, Teams away, the database away; half an hour in all.
soak: setup
	$(BIN)/python -m bench.helpdesk
	$(BIN)/python -m bench.helpdesk --cosmos
	$(BIN)/python -m bench.queue
	$(BIN)/python -m bench.queue --cosmos
	$(BIN)/python -m bench.crashes
	$(BIN)/python -m bench.crashes --cosmos
	$(BIN)/python -m bench.troubles
	$(BIN)/python -m bench.troubles --cosmos

.venv-bench/installed: bench/peers/requirements.lock
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

# After a change of pyproject.toml.
lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --group dev pyproject.toml -o requirements.lock
