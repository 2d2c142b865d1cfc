#!/usr/bin/env bash
# Usage: test_layers.sh TREE. The tree obeys its layers, and the check sees each kind of trespass.
set -euo pipefail
check=$(dirname "$(readlink -f "$0")")/layers.sh
"$check" "$1"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
refuses() { # FILE LINE
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree"/{libdoran,server,client-tui} "$scratch/tree/$(dirname "$1")"
    printf '%s\n' "$2" >"$scratch/tree/$1"
    if "$check" "$scratch/tree" >"$scratch/out"; then
        echo "layers.sh lets pass: $1: $2" >&2
        exit 1
    fi
    grep -q "^$1:1: " "$scratch/out" || { cat "$scratch/out" >&2; exit 1; }
}
allows() {
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree"/{libdoran,server,client-tui} "$scratch/tree/$(dirname "$1")"
    printf '%s\n' "$2" >"$scratch/tree/$1"
    "$check" "$scratch/tree"
}
refuses server/http/a.c '#include "server/store/store.h"'
refuses server/http/a.c '#include "server/db/db.h"'
refuses server/api/a.c '#include "server/db/db.h"'
refuses server/store/a.h '#  include "server/api/api.h"'
refuses server/api/a.c '#include <libwebsockets.h>'
refuses server/store/a.c '#include <sqlite3.h>'
refuses server/store/a.c '#include <postgresql/libpq-fe.h>'
refuses server/main.c '#include <sqlite3.h>'
refuses server/api/a.c '#include "libdoran/util/private.h"'
refuses server/elsewhere/a.c '#include "server/base/log.h"'
refuses libdoran/util/a.c '#include "libdoran/client/client.h"'
refuses libdoran/replica/a.c '#include "libdoran/client/client.h"'
refuses libdoran/include/doran/a.h '#include "libdoran/util/a.h"'
refuses client-tui/view/a.c '#include <ncursesw/curses.h>'
refuses client-tui/widget/a.c '#include "client-tui/view/home.h"'
refuses client-tui/state/a.c '#include "client-tui/term/term.h"'
refuses client-tui/view/a.c '#include "client-tui/app.h"'
refuses client-tui/view/a.c '#include "../app.h"'
allows server/http/a.c '#include <libwebsockets.h>'
allows server/http/a.c '#include "server/api/api.h"'
allows server/main.c '#include "server/http/http.h"'
allows libdoran/client/a.c '#include "libdoran/replica/outbox.h"'
allows libdoran/client/a.c '#include <doran/client.h>'
allows client-tui/view/a.c '#include "client-tui/i18n.h"'
allows client-tui/term/a.c '#include <ncurses.h>'
allows client-tui/term/a.c '#include "canvas.h"'
echo "layers: well"
