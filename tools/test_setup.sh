#!/bin/sh
# Have what the tests need beside Python: a browser, a Chinese font, PostgreSQL's server programs.
# As root on Debian they are installed; for anyone else one line says what to install.
set -eu

missing=""
command -v chromium >/dev/null || missing="$missing chromium"
# Debian's chromium brings no Chinese font: without one every screenshot is boxes.
ls /usr/share/fonts/opentype/noto/NotoSansCJK-* >/dev/null 2>&1 ||
    fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
# Playwright drives the browser with a Node.js of its own, which needs this library.
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$missing libatomic1"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests also need:$missing. On Debian or Ubuntu: sudo apt-get install$missing" >&2
    exit 1
fi

echo "Installing for the tests:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # the list is meant to be split
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Could not install:$missing" >&2
    exit 1
fi
