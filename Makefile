# Everything sets itself up in .venv; Python 3.11 or later and make are all a machine needs.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PYTEST_ARGS ?=
# To rewrite its assertions is half of what pytest does before the first test: what it made is kept for the next run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-slow mutation lint generated templates docs pictures bench clean

demo: $(VENV)/ready
	$(RUN) -m examples.demo

test: $(VENV)/ready
	$(RUN) -m pytest -n auto -m "not slow" $(PYTEST_ARGS)

# What waits for CI, then every property once more with all its examples.
test-slow: $(VENV)/ready
	$(RUN) -m pytest -n auto -m slow $(PYTEST_ARGS)
	HYPOTHESIS_PROFILE=full $(RUN) -m pytest -n auto -m "hypothesis and not slow" $(PYTEST_ARGS)

mutation: $(VENV)/ready
	$(RUN) -m tests.mutation $(ROOMS)

lint: $(VENV)/ready
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

# All that is written by the toolkit and kept in the repository; pictures only where LibreOffice and poppler are.
generated: templates docs demo
	@if command -v soffice >/dev/null && command -v pdftoppm >/dev/null; then $(RUN) -m examples.pictures; \
	else echo "Pictures were not drawn: LibreOffice or poppler is missing."; fi

templates: $(VENV)/ready
	$(RUN) -m toolkit.build
	$(RUN) -m toolkit.cli addin build

docs: $(VENV)/ready
	$(RUN) -m toolkit.rules.document
	$(RUN) -m tests.cases.personal_cases

pictures: demo
	$(RUN) -m examples.pictures

bench: $(VENV)/ready
	$(RUN) -m benchmarks.start
	$(RUN) -m benchmarks.period

clean:
	rm -rf $(VENV) demo build .pytest_cache .hypothesis .mypy_cache .ruff_cache

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	$(RUN) -m compileall -q toolkit
	touch $@
