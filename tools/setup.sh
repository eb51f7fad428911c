#!/bin/sh
# Make .venv hold exactly what requirements/{setup,base|dev}.lock say, with the project on its path.
#   tools/setup.sh base    what serving needs
#   tools/setup.sh dev     the tools for tests and checks as well
set -eu

set=$1
# Serving must not take the developer's tools away.
[ "$set" = base ] && [ -e .venv/.dev ] && set=dev
locks="requirements/setup.lock requirements/$set.lock"
python=.venv/bin/python

if ! [ -x .venv/bin/pip ]; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        { echo "Linli needs Python 3.11 or newer as python3." >&2; exit 1; }
    python3 -m venv .venv
fi
# uv does not read pip's configuration: hand a mirror on.
mirror=$("$python" -m pip config get global.index-url 2>/dev/null || true)
[ -z "$mirror" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"

export PIP_DISABLE_PIP_VERSION_CHECK=1
[ -x .venv/bin/uv ] || "$python" -m pip install --quiet --require-hashes -r requirements/setup.lock
# shellcheck disable=SC2086 # the list is meant to be split
if ! VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip sync --quiet --require-hashes $locks; then
    echo "uv could not install the packages, trying pip." >&2
    for lock in $locks; do
        "$python" -m pip install --quiet --require-hashes -r "$lock"
    done
fi

site=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$PWD/src" >"$site/linli.pth"
cat >.venv/bin/linli <<COMMAND
#!$PWD/.venv/bin/python
from linli.config.cli import main

raise SystemExit(main())
COMMAND
chmod +x .venv/bin/linli

touch .venv/.base
[ "$set" = base ] || touch .venv/.dev
