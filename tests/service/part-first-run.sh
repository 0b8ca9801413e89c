# Roles, databases, keys, schemas, a register; then the first start, while the database is away.
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
sql() { as_postgres psql -qXAt -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }
active() { [ "$(state ActiveState)/$(state SubState)" = active/running ]; }
idle() { [ "$(sql muniment "select count(*) from muniment.job where state not in ('done', 'discarded') and run_on <= current_date and not_before <= now()")" = 0 ]; }

prepare() (
        set -e
        as_postgres createuser muniment
        for name in muniment s12; do as_postgres createdb -T template0 -E UTF8 --locale=C.UTF-8 "$name"; done
        chmod -R a+rX /opt/sql /opt/tools
        as_postgres /opt/tools/generate-register.sh dbname=s12 300 1
        # Three children are new, so that there are letters to write.
        sql s12 "insert into muniment_agent.outbox (subject_key, event) select child_id, 'first-record' from register.child
                  where archived_on is null and died_on is null and not shielded order by child_id limit 3"
        cat >>/etc/muniment/muniment.conf <<'CONF'
output_dir = "/var/lib/muniment/out";
authority = {
        name_en = "Anytown Council";
        address = [ "Civic Centre", "1 High Street", "Anytown", "ZZ99 3WZ" ];
        dpo_contact = "data.protection@council.example";
};
maps = [ "policies/maps/s12-register.conf" ];
packs = [ "policies/law/england-childrens-database.conf" ];
registers = ( { name = "s12"; connection = "dbname=s12"; map = "s12-register"; } );
CONF
)

check "a register of children who do not exist, and settings" prepare
check "keys are made" muniment key new /etc/muniment/keys --name box.example
verifier=$(grep -o 'box.example+[0-9a-f]*+.*' "$CHECK_LOG")
check "the settings are right" muniment check
check "the schemas are made" as_postgres muniment migrate
sql muniment "grant muniment_engine to muniment" >/dev/null

systemctl stop postgresql
systemctl start --no-block munimentd
check "while the database is away it is starting, not ready" bash -c 'sleep 2; [ "$(systemctl show -P ActiveState munimentd)" = activating ]'
check "and its status says why" test "$(state StatusText)" = "The database cannot be reached; trying again"
systemctl start postgresql
check "it is ready when the database is (Type=notify)" within 40 active
check "its status says what it does" grep -q '^Working, with 2 workers' <<<"$(state StatusText)"
check "the day's work is done" within 60 idle
check "no job has failed or met a fault" test -z "$(sql muniment "select kind, reason from muniment.job where state = 'failed' or reason like 'fault%'" | tee /dev/stderr)"

began=$(date +%s%3N)
systemctl restart munimentd
took=$(($(date +%s%3N) - began))
check "with its database there, a restart takes under 5 s ($took ms)" test $took -lt 5000
