#!/bin/bash
# fuzz.sh BUILD_DIR NAME SECONDS   runs one fuzzer (NAME empty: each in turn) from its corpus; findings stay in BUILD_DIR/findings.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1 name=$2 seconds=$3
mkdir -p "$build/findings"
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
for fuzzer in "$build"/tests/fuzz/fuzz-${name:-*}; do
        [ -f "$fuzzer" ] && [ -x "$fuzzer" ] || continue
        this=$(basename "$fuzzer"); this=${this#fuzz-}
        mkdir -p "$build/corpus/$this" "tests/fuzz/corpus/$this"
        echo "fuzzing $this for $seconds seconds"
        "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
                -artifact_prefix="$build/findings/$this-" "$build/corpus/$this" "tests/fuzz/corpus/$this"
done
