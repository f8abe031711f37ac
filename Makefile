# The trial report: from a folder of tables to every figure, table and number of the paper.
#
# What is asked for travels to the runner in the environment, letter for letter: no name of a study, of a file or of
# a place ever stands in a rule or in a shell's command. Any GNU make from 3.81 on (macOS) serves.

ASKED := STUDY FROM OUT SECTIONS PARAMS JOBS TIMEOUT SMALL_CELLS JOURNAL FIGURE FIG GRID OLD NEW NAME RUN STRICT LENIENT SCRATCH LAB MUTANTS FAULTS UPGRADE
$(foreach name,$(ASKED),$(eval override $(name) := $$(value $(name))))
export $(ASKED)

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := report

# Same input, same bytes: no hash order, no local time or language, one thread for linear algebra.
export PYTHONHASHSEED := 0
export TZ := UTC
export LC_ALL := C.UTF-8
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export SOURCE_DATE_EPOCH ?= 1704067200
export PYTHONPATH := $(CURDIR)
export JUPYTER_PREFER_ENV_PATH := 1
# Either of these would cost time or pictures: byte code is compiled once, notebooks choose their own backend.
unexport PYTHONDONTWRITEBYTECODE MPLBACKEND

# ---- Environment: an active conda environment, or .venv made from the lock -------------------------------------

PYTHON3 ?= python3
ifdef CONDA_PREFIX
PYTHON := exec "$$CONDA_PREFIX/bin/python"
ready lab-ready fast-ready:
	@$(PYTHON) -m analysis.pipeline.environment
else
PYTHON := exec .venv/bin/python
# A copy of the lock says that it is installed: it is compared, not its date.
ready:
	@cmp -s requirements.lock .venv/ready || $(PYTHON3) -m analysis.pipeline.venv ready
lab-ready: ready
	@cmp -s requirements.lock .venv/lab-ready || $(PYTHON3) -m analysis.pipeline.venv lab-ready
fast-ready: ready
	@cmp -s requirements.lock .venv/fast-ready || $(PYTHON3) -m analysis.pipeline.venv fast-ready
endif
RUNNER := $(PYTHON) -m analysis.pipeline

.PHONY: ready lab-ready fast-ready report check tables check-published verify-inputs figures grid diff watch whatmade test test-first \
  test-second lab fast lock new-study new-section verify gallery bench validate validation-pack mutants faults clean help

# ---- The report --------------------------------------------------------------------------------------------------

report: ready ## every section that applies, as OUT/index.html (default)
	@$(RUNNER) report

check: ready ## read and check the study folder, no analysis
	@$(RUNNER) check

tables: ready ## run the program that study.yml names to make the tables: read it first
	@$(RUNNER) tables

check-published: ready ## fail when a published number is reproduced less well than recorded
	@$(RUNNER) check-published

verify-inputs: ready ## are the files of the study those that the report was made of?
	@$(RUNNER) verify-inputs

figures: ready ## figures as files for JOURNAL=frontiers, jci or nature (FIGURE=3A: that of the paper), each checked
	@$(RUNNER) figures

grid: ready ## sections over a grid of parameters and what changes: make grid GRID="conf_type=log,log-log"
	@$(RUNNER) grid

diff: ready ## what changed between two reports or studies, and why: make diff OLD=reports/a NEW=reports/b
	@$(RUNNER) diff

watch: ready ## the report again after each save of a notebook, a table or code, in a page that reloads itself
	@$(RUNNER) watch

whatmade: ready ## what made a figure: make whatmade FIG=path/to/figure.png
	@$(RUNNER) whatmade

# ---- Everything else ---------------------------------------------------------------------------------------------

# Two halves of about the same length, side by side; the second has all that the first does not name.
FIRST_HALF := tests/notebooks tests/pipeline tests/report
test: fast-ready ## the tests
	@$(MAKE) -j2 test-first test-second

test-first: fast-ready
	@$(PYTHON) -m pytest -p no:cacheprovider $(FIRST_HALF)

test-second: fast-ready
	@$(PYTHON) -m pytest -p no:cacheprovider tests $(FIRST_HALF:%=--ignore=%)

lab: lab-ready ## JupyterLab on the notebooks
	@($(PYTHON) -m analysis.pipeline.stripped)
	@$(PYTHON) -m jupyterlab notebooks $$LAB

fast: fast-ready ## numba, for cut-off sweeps of ten thousand markers: used from then on
	@$(PYTHON) -c 'import importlib.util, sys; sys.exit(None if importlib.util.find_spec("numba") else f"numba is missing from {sys.prefix}; for conda: conda env update -f environment.yml")'

new-study: ready ## a study folder to fill in, or proposed from files: make new-study STUDY=data/mytrial FROM=folder
	@$(RUNNER) new-study

new-section: ready ## a notebook of your own in a study: make new-section STUDY=data/mytrial NAME=7_cytokines
	@$(RUNNER) new-section

verify: ready ## build the report twice from nothing and compare the bytes
	@$(RUNNER) verify

gallery: ready ## the pictures of the README, from the default study
	@$(RUNNER) gallery

bench: fast-ready ## speed, side by side with other tools
	@$(PYTHON) -m tests.bench_cutoff

validate: ready ## size and coverage of intervals, tests and guards, by simulation (RUNS=1000: ten minutes)
	@$(PYTHON) -m tests.validate --runs "$${RUNS:-1000}"

validate: validation-pack
validation-pack: ready ## every estimator against R, values in print and lifelines: reports/validation
	@$(PYTHON) -m tests.validation_pack

mutants: fast-ready ## does a test notice a wrong turn? 320 of them, tried one by one (half an hour)
	@$(PYTHON) -m tests.mutants $$MUTANTS

faults: ready ## does the report survive kills, full disks, hangs and hostile words? (half an hour)
	@$(PYTHON) -m tests.faults $$FAULTS

lock: ready ## resolve pyproject.toml into requirements.lock (UPGRADE=1: newest versions)
	@PATH="$$PWD/.venv/bin:$$PATH"; export PATH; $(PYTHON) -m analysis.pipeline.lock

clean: ## remove every report and the working files (not .venv, not the gallery)
	@find reports -mindepth 1 -maxdepth 1 ! -name gallery -exec rm -rf {} +

help: ## this list
	@echo "make TARGET [VARIABLE=value ...]"; echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s%s\n", $$1, $$2}' Makefile
	@echo
	@echo "  STUDY=      folder with study.yml and the tables (default: data/nct03958097)"
	@echo "  FROM=       folder of files from which new-study proposes a study.yml"
	@echo "  OUT=        where the report goes (default: reports/<id of the study>)"
	@echo "  SECTIONS=   notebooks to run, e.g. \"1_overall_survival 2_ctdna\" (default: all that apply)"
	@echo "  JOURNAL=    whose figures to make: frontiers (default), jci or nature"
	@echo "  FIGURE=     one figure of the paper by its number, as figures.yml composes it: 3, or its panel 3A"
	@echo "  PARAMS=     notebook parameters, e.g. \"landmarks=6,12 conf_type=log\""
	@echo "  JOBS=       sections at a time (default: one for each processor)"
	@echo "  TIMEOUT=    for each section: minutes (default: 30), or 90s, 45m, 2h"
	@echo "  SMALL_CELLS=5  a report that may leave: counts of subjects below 5 are masked (see data/README.md)"
	@echo "  RUN=1       run the study's program first, which makes its tables"
	@echo "  STRICT=1    an error where a part of the report is left out, for want of data (else listed at the end)"
	@echo "  OLD= NEW=   two folders of reports or of studies, for diff (no NEW: the study as it is now)"
	@echo "  LENIENT=1   a claim of the manuscript that no longer holds is marked in it, and no error"
	@echo "  LAB=        options of JupyterLab, e.g. \"--no-browser --port 8899\""
