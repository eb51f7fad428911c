#!/bin/sh
# Run a command while no other one started this way runs in the same checkout:
#   tools/alone.sh tools/setup.sh base
# `make run` in one window and `make setup` in another would write the same folders at once.
set -eu

folder=.setup-lock
holder=$folder/pid

if command -v flock >/dev/null; then
    # The kernel lets go when the command ends, however it ends.
    exec 9>"$folder.file"
    flock --nonblock 9 || { echo "Waiting for another set-up in this checkout." >&2; flock 9; }
    "$@" 9>&-
    exit
fi

told="" unsigned=0
until mkdir "$folder" 2>/dev/null; do
    # A holder that is gone left the folder behind; one that has just made it has yet to sign it.
    owner=$(cat "$holder" 2>/dev/null || true)
    [ -n "$owner" ] && unsigned=0 || unsigned=$((unsigned + 1))
    if [ "$unsigned" -gt 5 ] || { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; }; then
        rm -rf "$folder"
        continue
    fi
    [ -n "$told" ] || echo "Waiting for another set-up in this checkout." >&2
    told=yes
    sleep 1
done
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
echo $$ >"$holder"
"$@"
