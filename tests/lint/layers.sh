#!/usr/bin/env bash
# Usage: layers.sh TREE. Fails when a file of TREE includes what tests/lint/layers.txt does not allow.
set -euo pipefail
rules=$(dirname "$(readlink -f "$0")")/layers.txt
cd "$1"
mapfile -t files < <(find libdoran server client-tui \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | sort)
[ "${#files[@]}" -gt 0 ] || { echo "layers: no sources in $1" >&2; exit 2; }
awk -v rules="$rules" '
BEGIN {
    while ((getline line < rules) > 0) {
        if (line ~ /^(#|$)/)
            continue
        name = line
        sub(/:.*/, "", name)
        sub(/^[^:]*:/, "", line)
        allowed[name] = " " line " "
        gsub(/[ \t]+/, " ", allowed[name])
    }
}
function complain(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what
    wrong++
}
# The folder of the rules that a path belongs to: the longest one that is named there. The top folders count for the
# files directly in them only.
function layer_of(path,    steps) {
    while (sub(/\/[^\/]*$/, "", path)) {
        if (path in allowed && (steps == 0 || path ~ /\//))
            return path
        steps++
    }
    return ""
}
FNR == 1 { layer = layer_of(FILENAME); public = FILENAME ~ /^libdoran\/include\// }
/^[ \t]*#[ \t]*include[ \t]*</ {
    header = $0
    sub(/^[^<]*/, "", header)
    sub(/>.*/, ">", header)
    sub(/^<(ncursesw|postgresql)\//, "<", header)
    if (header in allowed && index(allowed[header], " " layer " ") == 0)
        complain("only" allowed[header] "may include " header)
    next
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    header = $0
    sub(/^[^"]*"/, "", header)
    sub(/".*/, "", header)
    if (public) {
        if (header ~ /\//)
            complain("a public header includes public headers only, not \"" header "\"")
        next
    }
    if (layer == "") {
        complain("its folder is not in layers.txt")
        nextfile
    }
    if (header !~ /\//)
        next # of the same folder
    target = layer_of(header)
    if (target == layer)
        next
    if (target == "") {
        complain("\"" header "\" is not named from the top of the tree, or its folder is not in layers.txt")
        next
    }
    whole = target
    sub(/\/.*/, "/*", whole)
    if (index(allowed[layer], " " target " ") == 0 && index(allowed[layer], " " whole " ") == 0 &&
        index(allowed[layer], " " header " ") == 0)
        complain(layer " may not include \"" header "\"")
}
END { exit wrong > 0 }
' "${files[@]}"
