#!/bin/sh
# The OpenAPI document against a public validator: openapi.sh DUMP SOURCE MODULES
set -eu
dump=$1
source=$2
modules=$3
document=$(mktemp)
trap 'rm -f "$document"' EXIT
"$dump" openapi >"$document"
node "$source/tests/e2e/openapi.mjs" "$modules" "$document" "$source/tests/golden"
