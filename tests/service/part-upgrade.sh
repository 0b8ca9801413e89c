# A later version over a running one, the same again, removal, purge.
echo '# the operator was here' >>/etc/muniment/muniment.conf
height() { sql muniment "select count(*) from muniment.ledger_entry"; }
entries_before=$(height) pid=$(main_pid)
jobs=3000
sql muniment "insert into muniment.job (kind, run_on, key) select 'queue.tidy', current_date, 'flight:' || n from generate_series(1, $jobs) n" >/dev/null
in_flight() { [ "$(sql muniment "select count(*) filter (where state = 'done') > 20 and count(*) filter (where state <> 'done') > 100 from muniment.job where key like 'flight:%'")" = t ]; }
landed() { [ "$(sql muniment "select count(*) from muniment.job where key like 'flight:%' and state <> 'done'")" = 0 ]; }
check "$jobs jobs are in flight" within 20 in_flight
check "a later version installs over a running one" apt-get install -y -q --no-install-recommends /opt/next/munimentd_*.deb /opt/next/muniment_*.deb
check "the later one runs" within 20 reborn "$pid"
check "and does what was in flight" within 120 landed
check "each of them once" test "$(sql muniment "select count(*) || '/' || max(attempts) || '/' || sum((state = 'failed')::int) from muniment.job where key like 'flight:%'")" = $jobs/1/0
check "changed settings are kept" grep -q 'the operator was here' /etc/muniment/muniment.conf
check "the ledger has lost nothing" test "$(height)" -ge "$entries_before"
install -m 644 /var/lib/muniment/checkpoints /opt/checkpoints
check "and verifies" as_postgres muniment ledger verify --key "$verifier" --checkpoint /opt/checkpoints
pid=$(main_pid)
check "the same version installs again" apt-get install -y -q --reinstall /opt/next/munimentd_*.deb
check "and runs" within 20 reborn "$pid"

systemctl stop postgresql
check "an upgrade does not wait for a database that is away" timeout 30 dpkg -i /opt/next/munimentd_*.deb
systemctl start postgresql
check "and the daemon is ready when it is back" within 40 active

systemctl stop munimentd
systemctl disable -q munimentd
check "a disabled service stays stopped over an upgrade" bash -c 'dpkg -i /opt/next/munimentd_*.deb && sleep 2 && ! systemctl is-active munimentd'
systemctl enable -q munimentd
systemctl start munimentd

check "removal goes through" apt-get remove -y -q munimentd muniment
check "and stops the service" has 0
check "and keeps the settings" grep -q 'the operator was here' /etc/muniment/muniment.conf
check "purging goes through" dpkg --purge munimentd muniment
check "and leaves no state" not test -e /var/lib/muniment
check "no settings" not test -e /etc/muniment/muniment.conf
check "nothing of the units" bash -c '[ -z "$(find /etc/systemd /lib/systemd /run/systemd/system -name "munimentd*")" ]'
check "the keys, for they fit the databases" test -s /etc/muniment/keys/ledger-signing-key
check "and the databases" test "$(sql postgres "select count(*) from pg_database where datname in ('muniment', 's12')")" = 2
check "with every entry of the ledger" test "$(height)" -ge "$entries_before"
