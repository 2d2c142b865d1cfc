#!/usr/bin/env bash
# Usage: test_install.sh BUILD. What is installed is enough to build on libdoran, which shows its own symbols only, and both
# programs run on that one library.
set -euo pipefail
build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "install: $*" >&2
    exit 1
}

cmake --install "$build" --prefix "$scratch/usr" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
pc=$(find "$scratch/usr" -name libdoran.pc)
lib=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH=${pc%/*} LD_LIBRARY_PATH=$lib

cat >"$scratch/hello.c" <<'C'
#include <doran/doran.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    struct doran_id id = doran_id_new();
    struct doran_holidays *holidays = doran_holidays_load(NULL, "ko_KR", NULL);
    printf("%d %s %d\n", doran_id_valid(id.text, strlen(id.text)), doran_particle("엄마", DORAN_PARTICLE_I_GA),
           holidays != NULL);
    doran_holidays_free(holidays);
    return 0;
}
C
# shellcheck disable=SC2046 # pkg-config gives words.
cc -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$scratch/hello" "$scratch/hello.c" \
    $(pkg-config --define-prefix --cflags --libs libdoran)
[ "$("$scratch/hello")" = "1 가 1" ] || fail "a program on libdoran does not run"

strangers=$(nm --dynamic --defined-only --with-symbol-versions "$lib/libdoran.so" |
    awk '$2 != "A" && $3 !~ /^doran_[a-z0-9_]+@@DORAN_0$/ { print $3 }' | grep -v '^DORAN_0' || true)
[ -z "$strangers" ] || fail "libdoran shows more than its own: $strangers"
for program in doran doran-server; do
    [[ $(readelf --dynamic "$scratch/usr/bin/$program") == *'Shared library: [libdoran.so.0]'* ]] ||
        fail "$program does not run on libdoran.so.0"
    [[ $("$scratch/usr/bin/$program" --version) == "$program "[0-9]* ]] || fail "$program does not run"
done
[ -s "$scratch/usr/share/locale/ko/LC_MESSAGES/doran.mo" ] || fail "the Korean words are missing"
[ "$(find "$scratch/usr/share/doran/themes" -name "*.theme" | wc -l)" -ge 6 ] || fail "the themes are missing"
unit=$(find "$scratch/usr/lib/systemd" -name doran-server.service)
if command -v systemd-analyze >/dev/null; then
    # The program's path and the manual pages are those of the later installation: only the rest is judged here.
    complaints=$(systemd-analyze verify --man=no "$unit" 2>&1 | grep "${unit##*/}" | grep -v 'is not executable' || true)
    [ -z "$complaints" ] || fail "$complaints"
fi
