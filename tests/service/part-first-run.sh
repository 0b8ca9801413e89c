# muniment init makes keys, roles, databases and schemas; then the first start, while the database is away.
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
sql() { as_postgres psql -qXAt -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }
active() { [ "$(state ActiveState)/$(state SubState)" = active/running ]; }
idle() { [ "$(sql muniment "select count(*) from muniment.job where state not in ('done', 'discarded') and run_on <= current_date and not_before <= now()")" = 0 ]; }

prepare() (
        set -e
        as_postgres createdb -T template0 -E UTF8 --locale=C.UTF-8 s12
        chmod -R a+rX /opt/sql /opt/tools
        as_postgres /opt/tools/generate-register.sh dbname=s12 300 1
        # Three children are new, so that there are letters to write.
        sql s12 "insert into muniment_agent.outbox (subject_key, event) select child_id, 'first-record' from register.child
                  where archived_on is null and died_on is null and not shielded order by child_id limit 3"
)
nothing_new() { grep -q '^Everything stands already' <<<"$(muniment init)"; }

check "a register of children who do not exist" prepare
packaged=$(cat /etc/muniment/muniment.conf)
check "a dry run shows the SQL and changes nothing" grep -q '^create role muniment login;' <<<"$(cd /opt/debs; eval "${steps[1]} --dry-run")"
check "no key is made by it" not test -e /etc/muniment/keys/ledger-signing-key
check "nor a database" test "$(sql postgres "select count(*) from pg_database where datname = 'muniment'")" = 0
check "README step 2: ${steps[1]}" type_step 1
remains=$(cat "$CHECK_LOG")
verifier=$(grep -o 'records.council.example+[0-9a-f]*+[^ ]*' <<<"$remains")
check "it says what remains: a copy of the keys" grep -q 'Keep a copy of the keys' <<<"$remains"
check "and to start the service" grep -q 'systemctl enable --now munimentd' <<<"$remains"
check "what the package's settings said stands before the answers" test "$(head -n "$(wc -l <<<"$packaged")" /etc/muniment/muniment.conf)" = "$packaged"
check "a second time there is nothing to do" nothing_new
check "the daemon's login may do its part, and nothing else" test "$(sql muniment "select string_agg(r.rolname, ',') || bool_or(l.rolsuper or l.rolcreaterole or l.rolcreatedb) from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles l on l.oid = m.member where l.rolname = 'muniment'")" = muniment_enginefalse
check "the settings are right" muniment check
check "the doctor says that no daemon is at work" grep -q '^now .*No munimentd is at work' <<<"$(muniment doctor 2>&1)"

systemctl stop postgresql
systemctl start --no-block munimentd
check "while the database is away it is starting, not ready" bash -c 'sleep 2; [ "$(systemctl show -P ActiveState munimentd)" = activating ]'
check "and its status says why" test "$(state StatusText)" = "The database cannot be reached; trying again"
systemctl start postgresql
check "it is ready when the database is (Type=notify)" within 40 active
check "its status says what it does" grep -q '^Working, with 2 workers' <<<"$(state StatusText)"
check "README step 3: ${steps[2]}" type_step 2
check "the day's work is done" within 60 idle
# Its exit status is 1 where something waits for a person, as in a register that has just been filled.
how_things_stand() {
        local said
        said=$(type_step 3)
        [ $? -le 1 ] && grep -q '^Workers *2' <<<"$said"
}
check "README step 4: ${steps[3]}" how_things_stand
check "README step 5, the doctor finds nothing urgent: ${steps[4]}" type_step 4
check "no job has failed or met a fault" test -z "$(sql muniment "select kind, reason from muniment.job where state = 'failed' or reason like 'fault%'" | tee /dev/stderr)"

began=$(date +%s%3N)
systemctl restart munimentd
took=$(($(date +%s%3N) - began))
check "with its database there, a restart takes under 5 s ($took ms)" test $took -lt 5000
