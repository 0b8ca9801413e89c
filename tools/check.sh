#!/bin/bash
# check.sh BUILD_DIR [unit|sql|integration]...   runs the suites and ends in one line that counts.
set -uo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "$1")
shift
suites=${*:-unit sql integration}
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export MUNIMENT_BUILD=$build ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0} UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
passed=0 failed=0

# Adds the counts of a "N passed, N failed" line; a suite that ran but printed none, or printed no pass, failed.
tally() { # NAME STATUS LOG
        local p f
        p=$(grep -Eo '[0-9]+ passed' "$3" | awk '{n += $1} END {print n + 0}')
        f=$(grep -Eo '[0-9]+ (failed|error(s)?)' "$3" | awk '{n += $1} END {print n + 0}')
        if [ "$2" != 0 ] && [ "$f" = 0 ]; then f=1; fi
        if [ "$2" = 0 ] && [ "$p" = 0 ]; then echo "suite $1 ran no test"; f=$((f + 1)); fi
        passed=$((passed + p)) failed=$((failed + f))
        printf '%s: %d passed, %d failed\n' "$1" "$p" "$f"
}

unit() {
        local log status test
        for test in "$build"/tests/unit/test-* "$build"/tests/fuzz/test-*; do
                [ -x "$test" ] && [ -f "$test" ] || continue
                log=$(mktemp)
                MUNIMENT_SOURCE=$PWD timeout 300 "$test" >"$log" 2>&1
                status=$?
                [ $status = 0 ] || cat "$log"
                tally "unit $(basename "$test")" $status "$log"
                rm -f "$log"
        done
}

# A pytest folder; the last line of its output counts.
pytests() { # NAME FOLDER
        local log status
        log=$(mktemp)
        timeout 3000 /usr/bin/python3 -m pytest -q -n "$(nproc)" --dist loadfile --maxfail=20 -p no:cacheprovider --tb=short "$2" 2>&1 | tee "$log"
        status=${PIPESTATUS[0]}
        tail -3 "$log" >"$log.end"
        tally "$1" "$status" "$log.end"
        rm -f "$log" "$log.end"
}

for suite in $suites; do
        case $suite in
        unit) unit ;;
        sql) pytests sql tests/sql ;;
        integration) pytests integration tests/integration ;;
        *) echo "no suite $suite: unit, sql or integration" >&2; exit 2 ;;
        esac
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
