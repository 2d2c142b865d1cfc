#!/usr/bin/env bash
# Usage: sizes.sh TREE. Fails for files over 600 lines (two rooms in one) and functions over 80 (they fit no screen).
set -euo pipefail
cd "$1"
mapfile -t files < <(find libdoran server client-tui tests bench -name '*.[ch]' | sort)
awk -v file_max=600 -v function_max=80 '
function finish() {
    if (lines > file_max) {
        printf "%s: %d lines (at most %d)\n", name, lines, file_max
        wrong++
    }
}
FNR == 1 { finish(); name = FILENAME; start = 0 }
{ lines = FNR }
# clang-format puts the braces of a function, and of nothing else, alone into the first column.
/^\{$/ { start = FNR }
/^\}$/ && start {
    if (FNR - start - 1 > function_max) {
        printf "%s:%d: a function of %d lines (at most %d)\n", FILENAME, start, FNR - start - 1, function_max
        wrong++
    }
    start = 0
}
END { finish(); exit wrong > 0 }
' "${files[@]}"
