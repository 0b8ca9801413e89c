#!/bin/bash
# bench.sh BUILD_ROOT   runs every benchmark beside its floor; prints a line each, writes BUILD_ROOT/bench/NAME.json.
# N=... sizes the large register (default 1000000).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$(realpath "$1")
mkdir -p "$root/bench"
export MUNIMENT_BUILD=$root/release MUNIMENT_BENCH=$root/bench
for bench in "$root"/release/bench/bench-*; do
        [ -f "$bench" ] && [ -x "$bench" ] && "$bench"
done
for bench in bench/bench_*.py; do
        [ -f "$bench" ] && /usr/bin/python3 "$bench"
done
