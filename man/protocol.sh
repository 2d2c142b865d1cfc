#!/bin/sh
# Keeps the tables of doran-protocol.7 in step with the code: what stands between `.\" BEGIN NAME` and `.\" END NAME` is what
# `doran-dump NAME` prints.
#
#   protocol.sh DUMP PAGE           fails, and shows the difference, when it is not
#   protocol.sh DUMP PAGE --write   writes it anew
set -eu
dump=$1
page=$2
made=$(mktemp)
trap 'rm -f "$made"' EXIT
while IFS= read -r line; do
    case $line in
    '.\" BEGIN '*)
        inside=1
        printf '%s\n' "$line"
        "$dump" "${line##* }"
        ;;
    '.\" END '*)
        inside=
        printf '%s\n' "$line"
        ;;
    *) [ -n "${inside:-}" ] || printf '%s\n' "$line" ;;
    esac
done <"$page" >"$made"
if [ "${3:-}" = --write ]; then
    cat "$made" >"$page"
elif ! diff -u "$page" "$made"; then
    echo "The tables changed: run $0 $dump $page --write" >&2
    exit 1
fi
