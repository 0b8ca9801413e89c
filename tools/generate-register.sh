#!/bin/bash
# generate-register.sh CONNINFO N [SEED] [AS_OF] [KIND]   makes a register in that (empty) database and fills it with N
# synthetic people as they would stand on AS_OF. The same N, SEED and AS_OF give the same rows. KIND: s12 (unless
# said), wales-pilot or local-authority.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 CONNINFO N [SEED] [AS_OF] [KIND]" >&2; exit 2; }
connection=$1 n=$2 seed=${3:-1} as_of=${4:-$(date +%F)} kind=${5:-s12}
sql=$(cd "$(dirname "$0")/../sql/register" && pwd)
case $kind in
s12) schema=schema generate=generate generator=register_generator ;;
wales-pilot) schema=$kind generate=generate-$kind generator=pilot_generator ;;
local-authority) schema=$kind generate=generate-$kind generator=caseload_generator ;;
*) echo "$0: there is no kind of register \"$kind\"; choose s12, wales-pilot or local-authority" >&2; exit 2 ;;
esac
export PGOPTIONS="-c client_min_messages=warning ${PGOPTIONS:-}"
psql -qXAt -v ON_ERROR_STOP=1 -v n="$n" -v seed="$seed" -v as_of="$as_of" -v generator="$generator" -d "$connection" \
        -f "$sql/$schema.sql" -f "$sql/agent.sql" -f "$sql/$generate.sql" -f - <<'SQL'
select 'filled with: ' || :generator.fill(:'n', :'seed', :'as_of');
drop schema :generator cascade;
analyze;
SQL
