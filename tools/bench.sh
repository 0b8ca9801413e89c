#!/bin/bash
# bench.sh BUILD_ROOT      runs every benchmark beside its floor; prints a line each, writes BUILD_ROOT/bench/NAME.json.
#                          N=... sizes the large register (1000000 unless set); N=100000 takes a minute.
# bench.sh postgres DIR    starts a PostgreSQL as the benchmarks want it, for one that is run by itself
#
# The benchmarks share one PostgreSQL, and in it the registers: whoever needs one first fills it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Enough memory that the large register is filled in minutes; nothing that happens by itself while we measure.
postgres() {
        tools/private-postgres.sh start "$1" autovacuum=off shared_buffers=1GB maintenance_work_mem=512MB \
                work_mem=64MB max_wal_size=16GB checkpoint_timeout=1h wal_level=minimal max_wal_senders=0
}
if [ "$1" = postgres ]; then
        postgres "$2"
        exit
fi

mkdir -p "$1/bench"
root=$(realpath "$1")
export MUNIMENT_BUILD=$root/release MUNIMENT_BENCH=$root/bench N=${N:-1000000}
trap 'tools/private-postgres.sh stop "$MUNIMENT_BENCH/postgres"' EXIT
trap 'exit 130' INT TERM
MUNIMENT_BENCH_POSTGRES=$(postgres "$MUNIMENT_BENCH/postgres")
export MUNIMENT_BENCH_POSTGRES
status=0
for bench in "$root"/release/bench/bench-*; do
        [ -f "$bench" ] && [ -x "$bench" ] || continue
        "$bench" || status=1
done
for bench in bench/bench_*.py; do
        /usr/bin/python3 "$bench" || status=1
done
exit $status
