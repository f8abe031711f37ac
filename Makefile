# The trial report: from a folder of tables to every figure, table and number of the paper.

STUDY    ?= data/nct03958097
OUT      ?= reports/$(STUDY_ID)
SECTIONS ?=
PARAMS   ?=
JOBS     ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

MAKEFLAGS += --no-print-directory -j$(JOBS)
.DELETE_ON_ERROR:
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

# ---- Environment: an active conda environment, or .venv made from the lock ------------------------------------

PYTHON3 ?= python3
SCRATCH := reports/.work

ifdef CONDA_PREFIX
PYTHON := $(CONDA_PREFIX)/bin/python
READY  := $(SCRATCH)/environment/$(subst /,_,$(CONDA_PREFIX))
LAB_READY := $(READY)
FAST_READY := $(READY)
else
PYTHON := .venv/bin/python
READY  := .venv/ready
LAB_READY := .venv/lab-ready
FAST_READY := .venv/fast-ready
endif

# uv takes seconds where pip takes half a minute; where uv cannot serve (no network of its own), pip does the same.
INSTALL = UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet --require-hashes \
  --compile-bytecode -r $(1) 2>/dev/null || .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)

.venv/ready: requirements.lock
	@echo "Setting up .venv from requirements.lock (once)"
	@$(PYTHON3) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Name another: make PYTHON3=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON3) -m venv --clear .venv
	@sed '/^# ---- JupyterLab/,$$d' requirements.lock > .venv/report.lock
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@$(call INSTALL,.venv/report.lock)
	@echo "$(CURDIR)" > $$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/trial-report.pth
	@.venv/bin/python -m analysis.pipeline.stripped
	@touch $@

.venv/lab-ready: .venv/ready
	@echo "Adding JupyterLab (once)"
	@sed '/^# ---- Compiled/,$$d' requirements.lock > .venv/lab.lock
	@$(call INSTALL,.venv/lab.lock)
	@touch $@

# Where there is no numba for a machine, all goes on without it, as nothing but speed depends on it.
.venv/fast-ready: .venv/ready
	@echo "Adding the compiled engine of the cut-off sweep (once)"
	@sed '/^# ---- JupyterLab/,/^# ---- Compiled/d' requirements.lock > .venv/fast.lock
	@if $(call INSTALL,.venv/fast.lock); then touch $@; else echo "numba cannot be installed here: going on without it"; fi

$(SCRATCH)/environment/$(subst /,_,$(CONDA_PREFIX)): requirements.lock
	@$(PYTHON) -m analysis.pipeline.environment
	@$(PYTHON) -m analysis.pipeline.stripped
	@mkdir -p $(@D) && touch $@

# ---- The report ----------------------------------------------------------------------------------------------

STUDY_ID := $(shell sed -n "s/^id:[[:space:]]*[\"']\{0,1\}\([^\"'# ]*\).*/\1/p" $(STUDY)/study.yml 2>/dev/null)
# Figures for a journal are drawn at its widths by a run of its own, which leaves the report as it is.
FOR      := $(if $(filter figures,$(MAKECMDGOALS)),$(or $(JOURNAL),frontiers))
ifneq ($(and $(FOR),$(filter-out figures,$(MAKECMDGOALS))),)
$(error figures is made alone: it draws the sections anew, at the widths of $(FOR))
endif
WORK     := $(SCRATCH)/$(or $(STUDY_ID),unnamed)$(FOR:%=-%)
# What a section runs on, and what puts the sections together.
TOGETHER := analysis/pipeline analysis/report/documents analysis/report/ledger analysis/report/parts.py analysis/report/remark.py analysis/report/manuscript.py
CODE     := $(filter-out $(TOGETHER:%=%%),$(shell find analysis -type f ! -name '*.pyc'))
PAGE     := $(wildcard $(STUDY)/*.md) $(shell find $(TOGETHER) -type f ! -name '*.pyc')
RUN       = $(PYTHON) -m analysis.pipeline
PLACES    = --study "$(STUDY)" --work "$(WORK)" --out "$(OUT)"

# The plan says which sections apply and which files they read; it is made again when what was asked changes.
ifneq ($(filter report check check-published gallery figures,$(or $(MAKECMDGOALS),report)),)
REQUEST := STUDY=$(STUDY) SECTIONS=$(SECTIONS) PARAMS=$(PARAMS)
$(shell mkdir -p $(WORK))
ifneq ($(REQUEST),$(file <$(WORK)/request))
$(file >$(WORK)/request,$(REQUEST))
endif
include $(WORK)/plan.mk
endif

export PARAMS SECTIONS UPGRADE

$(WORK)/plan.mk: $(WORK)/request $(READY) $(wildcard $(STUDY) $(STUDY)/* notebooks/*.ipynb) $(wildcard analysis/study/declaration/*.py) analysis/pipeline/plan.py analysis/study/parameters.py
	@$(RUN) plan $(PLACES)

.PHONY: report check check-published figures whatmade test test-first test-second lab fast lock new-study verify gallery bench validate mutants clean help

report: $(OUT)/index.html ## every section that applies, as $(OUT)/index.html (default)

$(OUT)/index.html: $(PLANNED:%=$(WORK)/%/done) $(WORK)/plan.json $(PAGE)
	@$(RUN) assemble $(PLACES)

$(PLANNED:%=$(WORK)/%/done): $(WORK)/%/done: notebooks/%.ipynb $(WORK)/%/parameters.json $(WORK)/checked
	@$(RUN) section $(PLACES) --name $* $(FOR:%=--journal %)

$(WORK)/checked: $(STUDY_FILES) $(CODE) $(READY) $(if $(FOR),$(wildcard analysis/report/journals/*.*))
	@$(RUN) check $(PLACES)
	@touch $@

check: $(STUDY_FILES) $(READY) ## read and check the study folder, no analysis
	@$(RUN) check --study "$(STUDY)"

check-published: $(OUT)/index.html ## fail when a published number is reproduced less well than recorded
	@$(RUN) check-published --study "$(STUDY)" --out "$(OUT)"

figures: $(PLANNED:%=$(WORK)/%/done) $(WORK)/plan.json ## figures as files for JOURNAL=frontiers, jci or nature, each file checked
	@$(RUN) figures --study "$(STUDY)" --work "$(WORK)" --out "$(OUT)-figures-$(FOR)" --journal $(FOR)

whatmade: $(READY) ## what made a figure: make whatmade FIG=path/to/figure.png
	@$(RUN) whatmade --name "$(FIG)"

# ---- Everything else -----------------------------------------------------------------------------------------

# Two halves of about the same length, side by side; the second has all that the first does not name.
FIRST_HALF := tests/report tests/notebooks
test: test-first test-second ## the tests

test-first: $(FAST_READY)
	@$(PYTHON) -m pytest -p no:cacheprovider $(FIRST_HALF)

test-second: $(FAST_READY)
	@$(PYTHON) -m pytest -p no:cacheprovider tests $(FIRST_HALF:%=--ignore=%)

lab: $(LAB_READY) ## JupyterLab on the notebooks
	@$(PYTHON) -m analysis.pipeline.stripped
	@$(PYTHON) -m jupyterlab notebooks $(LAB)

fast: $(FAST_READY) ## numba, for cut-off sweeps of ten thousand markers: used from then on
	@$(PYTHON) -c 'import importlib.util, sys; sys.exit(None if importlib.util.find_spec("numba") else f"numba is missing from {sys.prefix}; for conda: conda env update -f environment.yml")'

new-study: $(READY) ## a study folder to fill in: make new-study STUDY=data/mytrial
	@$(RUN) new-study --study "$(STUDY)"

verify: $(READY) ## build the report twice from nothing and compare the bytes
	@$(RUN) verify --study "$(STUDY)"

GALLERY := 1_overall_survival/os
gallery: $(OUT)/index.html ## the pictures of the README, from the default study
	@mkdir -p reports/gallery && cp $(GALLERY:%=$(OUT)/figures/%.png) reports/gallery/

bench: $(FAST_READY) ## speed, side by side with other tools
	@$(PYTHON) -m tests.bench_cutoff

validate: $(READY) ## size and coverage of intervals, tests and guards, by simulation (RUNS=1000)
	@$(PYTHON) -m tests.validate --runs $(or $(RUNS),1000)

mutants: $(FAST_READY) ## does a test notice a wrong turn? 320 of them, tried one by one (half an hour)
	@$(PYTHON) -m tests.mutants $(MUTANTS)

lock: $(READY) ## resolve pyproject.toml into requirements.lock (UPGRADE=1: newest versions)
	@PATH="$(CURDIR)/.venv/bin:$$PATH" $(PYTHON) -m analysis.pipeline.lock

clean: ## remove every report and the working files (not .venv, not the gallery)
	@find reports -mindepth 1 -maxdepth 1 ! -name gallery -exec rm -rf {} +

help: ## this list
	@echo "make TARGET [VARIABLE=value ...]"; echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | sed 's|$$(OUT)|OUT|' | expand -t 20
	@echo
	@echo "  STUDY=$(STUDY)   folder with study.yml and the tables"
	@echo "  OUT=$(OUT)   where the report goes"
	@echo "  SECTIONS=   notebooks to run, e.g. \"1_overall_survival 2_ctdna\" (default: all that apply)"
	@echo "  JOURNAL=    whose figures to make: frontiers (default), jci or nature"
	@echo "  PARAMS=     notebook parameters, e.g. \"landmarks=6,12 conf_type=log\""
	@echo "  JOBS=$(JOBS)   sections at a time"
	@echo "  LAB=        options of JupyterLab, e.g. \"--no-browser --port 8899\""
