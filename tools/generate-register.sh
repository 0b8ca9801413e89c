#!/bin/bash
# generate-register.sh CONNINFO N [SEED] [AS_OF]   makes a section 12 register in that (empty) database and fills
# it with N synthetic children as they would stand on AS_OF. The same N, SEED and AS_OF give the same rows.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 CONNINFO N [SEED] [AS_OF]" >&2; exit 2; }
connection=$1 n=$2 seed=${3:-1} as_of=${4:-$(date +%F)}
sql=$(cd "$(dirname "$0")/../sql/register" && pwd)
export PGOPTIONS="-c client_min_messages=warning ${PGOPTIONS:-}"
psql -qXAt -v ON_ERROR_STOP=1 -v n="$n" -v seed="$seed" -v as_of="$as_of" -d "$connection" \
        -f "$sql/schema.sql" -f "$sql/agent.sql" -f "$sql/generate.sql" -f - <<'SQL'
select 'children: ' || register_generator.fill(:'n', :'seed', :'as_of');
drop schema register_generator cascade;
analyze;
SQL
