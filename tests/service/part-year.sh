# A year of the generated register, a fortnight at a step, in the unit's own sandbox with its own keys. What waits for a person is
# approved by two.
sed -E '/^(Type|Watchdog|Restart|ExecReload|Timeout|NotifyAccess|Condition|StartLimit)[A-Za-z]*=/d; /^\[Install\]/,$d; s|^ExecStart=.*|ExecStart=/usr/sbin/munimentd --once --as-of %i\nType=oneshot|' \
        /lib/systemd/system/munimentd.service >/run/systemd/system/year@.service
systemctl daemon-reload
open_runs() { sql muniment "select id from muniment.run where state = 'planned' and approval <> 'none'"; }
approve() { # DAY
        local run name
        for run in $(open_runs); do
                for name in dpo records-manager; do
                        as_postgres muniment retention approve "$run" --as $name --as-of "$1" >/dev/null 2>&1 || true
                done
        done
}
year() {
        local step day
        for step in $(seq 0 26); do
                day=$(date -d "$first + $((step * 14)) days" +%F)
                systemctl start "year@$day" || { journalctl -q -n 20 -u "year@$day"; return 1; }
                test "$step" = 26 || approve "$day" # nobody would number an act after the last day
        done
}

systemctl stop munimentd
# Days that have not come, and two people whom the superuser speaks for: a rehearsal, and said to be one.
printf 'rehearsal = true; # for the year\nmade_up_postcodes = [ "ZA", "ZB", "ZC", "ZD" ]; # for the year\ntrusted_wrappers = [ "postgres" ]; # for the year\n' >>/etc/muniment/muniment.conf
first=$(date +%F) began=$SECONDS
adults="select count(*) from register.child where archived_on is null and died_on is null and participating is not true and born_on <= date '$first' + 343 - interval '18 years'"
check "there are children who come of age within the year" test "$(sql s12 "$adults")" -gt 0
check "a simulated year goes through" year
printf '        (%d s)\n' $((SECONDS - began))
check "no job has failed" test "$(sql muniment "select count(*) from muniment.job where state = 'failed'")" = 0
check "every run that was begun is certified" test -z "$(sql muniment "select id, state from muniment.run where state not in ('certified', 'planned', 'approved', 'stopped')" | tee /dev/stderr)"
check "there were runs ($(sql muniment "select count(*) from muniment.run where state = 'certified'") certified)" test "$(sql muniment "select count(*) from muniment.run where state = 'certified'")" -ge 10
check "who came of age has been archived" test "$(sql s12 "$adults")" = 0
check "nothing was disposed of twice" test "$(sql muniment "select count(*) - count(distinct fingerprint) from muniment.tombstone")" = 0
check "every entry of the ledger is numbered and signed" test "$(sql muniment "select (select count(*) from muniment.ledger_pending) || '/' || ((select count(*) from muniment.ledger_entry) - (select max(size) from muniment.ledger_checkpoint))")" = 0/0
install -m 644 /var/lib/muniment/checkpoints /opt/checkpoints
check "and verifies against the checkpoint file" as_postgres muniment ledger verify --key "$verifier" --checkpoint /opt/checkpoints
sed -i '/# for the year$/d' /etc/muniment/muniment.conf
rm -f /run/systemd/system/year@.service
systemctl daemon-reload
systemctl start munimentd
