#!/bin/bash
# run.sh BUILD_DIR   everything that can be said about the code without running it.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$(realpath "$1")
passed=0 failed=0

step() { # NAME COMMAND...
        local log
        log=$(mktemp)
        if "${@:2}" >"$log" 2>&1; then
                passed=$((passed + 1)) && printf 'lint %-11s ok   %s\n' "$1" "$(tail -1 "$log" | cut -c1-90)"
        else
                failed=$((failed + 1)) && printf 'lint %-11s FAILED\n' "$1" && head -60 "$log"
        fi
        rm -f "$log"
}

sources() { git ls-files --cached --others --exclude-standard "$@"; }

formatted() { sources 'daemon/*.[ch]' 'tests/*.[ch]' 'bench/*.[ch]' | xargs clang-format --dry-run -Werror; }

# A build of its own with warnings as errors.
warnings() { # COMPILER
        local dir=$build/../lint-$1
        [ -f "$dir/build.ninja" ] || CC=$1 meson setup -Dwerror=true -Ddata_dir="$PWD" --buildtype=debugoptimized "$dir" || return 1
        ninja -C "$dir" --quiet
}

tidy() {
        local log=$build/../tidy.log
        sources 'daemon/*.c' | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p "$build/../lint-clang" >"$log" 2>/dev/null
        grep -E 'warning:|error:' "$log" | sort -u >"$log.found"
        cat "$log.found"
        [ ! -s "$log.found" ]
}

# It does not follow scope cleanup, so leaks are left to the leak sanitizer.
cppchecked() {
        cppcheck --quiet --std=c11 --enable=warning,performance,portability --error-exitcode=1 --inline-suppr -j "$(nproc)" \
                --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=memleak --suppress=resourceLeak -D_GNU_SOURCE -Idaemon -I"$build/daemon" daemon
}

step house tests/lint/house.py
step texts tests/lint/texts.py
step headers tests/lint/headers.sh "$build"
step format formatted
step gcc warnings gcc
step clang warnings clang
step clang-tidy tidy
step cppcheck cppchecked
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
