#!/bin/sh
# Usage: check.sh TEMPLATE TRANSLATION. Prints and fails for every message without a translation, or with a fuzzy one.
set -eu
missing=$(msgmerge --quiet --no-fuzzy-matching "$2" "$1" | msgattrib --no-obsolete --untranslated --no-wrap -)
fuzzy=$(msgmerge --quiet --no-fuzzy-matching "$2" "$1" | msgattrib --no-obsolete --only-fuzzy --no-wrap -)
[ -z "$missing$fuzzy" ] && exit 0
printf '%s\n' "$missing" "$fuzzy"
echo "Translate these in $2 (the target po-update adds them)." >&2
exit 1
