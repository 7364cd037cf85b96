# make run [DATA=demo|public|own]   make test   make quick   make check   make screenshots   make clean
DATA ?= demo
PORT ?= 8501
PYTHON ?= python3
BIN = .venv/bin
export COUNCIL_DATA = $(DATA)

.PHONY: run test quick check screenshots clean

run: .venv/installed
	@$(BIN)/python -m etl init
	@$(BIN)/python -m etl begin
	@echo "Mở / open: http://127.0.0.1:$(PORT)"
	@$(BIN)/streamlit run streamlit_app.py --server.headless true --server.port $(PORT)

test: .venv/installed-tests
	$(BIN)/python -m pytest -n auto --dist worksteal

# For the work at hand: without the browser, the kills, the oracle's random records and the hostile workbooks.
quick: .venv/installed-tests
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

# Every page, both languages, light and dark, wide and phone, full and empty: docs/screenshots.
screenshots: .venv/installed-tests
	$(BIN)/python -m tests.screenshots

check: .venv/installed-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Debian splits venv from Python: where ensurepip is missing, its package is installed if that is allowed.
.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -q && apt-get install -y -q python3-venv; } || \
	  { echo "Cần gói python3-venv / python3-venv is needed: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt
	$(BIN)/pip install -q -r requirements.txt
	@touch $@

.venv/installed-tests: .venv/installed tests/requirements.txt
	$(BIN)/pip install -q -r tests/requirements.txt
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -q && apt-get install -y -q chromium; } || \
	  echo "Không có chromium nên bỏ qua các phép thử trình duyệt / no chromium: the browser tests are left out"
	@touch $@

clean:
	rm -rf .venv var
