# Every command of a developer. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
FUZZ_SECONDS ?= 60

.PHONY: help setup test full official calibrate curves redteam defences load check fuzz bench lock schema base clean
help: ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

setup: ## Make .venv with everything, the versions of constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -c constraints.txt -e '.[local,dev]'

test: ## The everyday tests (Docker tests are skipped, with the reason, where no engine answers)
	$(BIN)/pytest -n 2 --dist loadgroup

full: ## The tests that take minutes: six solutions of each task in Docker, ten gradings bit for bit
	$(BIN)/pytest -m "full and not alone" -n 2 --dist loadgroup
	$(BIN)/pytest -m "full and alone"

official: ## Every file of tests/official in Docker; the full tests take a sample
	GRADE_OFFICIAL=docker $(BIN)/pytest -m full tests/official

calibrate: ## Every solution of every task over 20 seeds; what has not changed is not graded again
	$(BIN)/grade calibrate --table docs/calibration.md

curves: ## Train right and broken references, and a table of what is said of their curves
	$(BIN)/python -m tests.curves

redteam: ## Every attack in Docker under both policies, and a table; ATTACKS="words" chooses by name
	$(BIN)/python -m tests.redteam $(ATTACKS)

defences: ## Take every defence away, one by one: an attack gains something without each
	GRADE_DEFENCES=all $(BIN)/pytest -m full tests/redteam/test_defences.py

load: ## Every reference five times while others keep every processor busy
	GRADE_FULL_LOAD=all $(BIN)/pytest -m full tests/sandbox/test_full_load.py

check: ## Format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fuzz: ## Fuzz every decoder on the host, FUZZ_SECONDS (60) each, guided by coverage (Linux on x86-64)
	$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/pip install -q -c constraints.txt atheris
	PYTHONPATH=.:tests $(BIN)/python -m fuzz $(FUZZ_SECONDS)

bench: ## One grading and a batch of two jobs against bare trainings; a warm batch against fresh processes
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_batch
	$(BIN)/python -m tests.bench_watch

lock: ## Lock the image's requirements with hashes, and the host's versions to match (needs uv)
	uv pip compile --universal -q --no-header --generate-hashes --python-version 3.11 docker/requirements.in -o docker/requirements.txt
	uv pip compile --universal -q --no-header --no-annotate --python-version 3.11 --all-extras --no-emit-package pip pyproject.toml -c docker/requirements.in -o constraints.txt

schema: ## Write the JSON schemas of the reports from their models
	$(BIN)/python -c "import json; from grader.report.model import Report; print(json.dumps(Report.model_json_schema(), indent=2, ensure_ascii=False))" > docs/report.schema.json
	$(BIN)/python -c "import json; from grader.exam.report import SittingReport; print(json.dumps(SittingReport.model_json_schema(), indent=2, ensure_ascii=False))" > docs/sitting.schema.json

base: ## Make the base image where no image registry is reached (root, debootstrap)
	docker/make-base

clean: ## Remove what the commands above made here
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
