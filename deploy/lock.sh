#!/bin/sh
# Resolves pyproject.toml and writes the hash-pinned export that installs use. uv.lock itself is
# not committed: it records registry addresses, which would tie a clone to one mirror.
set -eu
.venv/bin/uv lock "$@"
export_lock() { .venv/bin/uv export --quiet --frozen --no-emit-project --no-annotate --no-header "$@"; }
export_lock --no-default-groups -o requirements.lock >/dev/null
export_lock --no-default-groups --group embedded --group build -o requirements-run.lock >/dev/null
export_lock --only-group setup -o requirements-setup.lock >/dev/null
export_lock --all-groups --no-group setup -o requirements-dev.lock >/dev/null
! grep -nE '://' requirements*.lock
