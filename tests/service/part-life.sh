# Reload, a hang, a kill, the database gone, wrong settings, encrypted keys, an instance, a stop.
main_pid() { state MainPID; }
reborn() { active && [ "$(main_pid)" != "$1" ]; }
now() { date '+%F %T'; }
workers() { pgrep -c -x -P "$(main_pid)" muniment-worker; }
processes() { cat /sys/fs/cgroup/system.slice/munimentd.service/cgroup.procs 2>/dev/null | wc -l; }
has() { [ "$(processes)" = "$1" ]; } # PROCESSES
all_workers() { [ "$(workers)" = 3 ]; } # the two of the settings, and the one that is kept for what is urgent
told_apart() { [ "$(pgrep -c -x muniment-worker)" = 3 ]; }

pid=$(main_pid) since=$(now)
systemctl reload munimentd
check "SIGHUP reads the settings again" within 5 said "The settings were read again" "$since"
check "the daemon stays the same process" test "$(main_pid)" = "$pid"
sleep 1
since=$(now)
cp /etc/muniment/muniment.conf /opt/right.conf
echo 'no_such_setting = 1;' >>/etc/muniment/muniment.conf
systemctl reload munimentd
check "wrong settings are refused" within 5 said "The settings or policies are wrong" "$since"
check "and the old ones stay in force" bash -c 'sleep 1; systemctl is-active --quiet munimentd'
cp /opt/right.conf /etc/muniment/muniment.conf
sleep 1
since=$(now)
systemctl reload munimentd
check "right ones are read again" within 10 said "The settings were read again" "$since"
sleep 1 # the workers that had the old ones make way

check "two workers are at work, and the one that is kept" within 10 all_workers
check "a list of processes tells them from the daemon" within 5 told_apart
victim=$(pgrep -x -P "$(main_pid)" muniment-worker | head -1) since=$(now)
kill -9 "$victim"
check "a worker that is killed is told of" within 5 said "A worker died" "$since"
check "and replaced" within 10 all_workers
check "by the same daemon" test "$(main_pid)" = "$pid"

began=$(date +%s%3N)
kill -9 "$pid"
check "killed (-9), it is started again" within 10 reborn "$pid"
check "ready again within 5 s ($(($(date +%s%3N) - began)) ms)" test $(($(date +%s%3N) - began)) -lt 5000
check "and leaves no worker of the dead one behind" within 5 has 5 # supervisor, three workers, reporter
check "however often: there is no limit to starts" test "$(state StartLimitIntervalUSec)" = 0

# The unit's own thirty seconds are too long to wait for here.
mkdir -p /run/systemd/system/munimentd.service.d
printf '[Service]\nWatchdogSec=2s\n' >/run/systemd/system/munimentd.service.d/quick.conf
systemctl daemon-reload
systemctl restart munimentd
pid=$(main_pid) since=$(now)
sleep 5
check "it feeds its watchdog" test "$(main_pid)" = "$pid"
kill -STOP "$pid"
check "a daemon that hangs is ended by the watchdog and started again" within 20 reborn "$pid"
check "the journal says that it was the watchdog" grep -q UNIT_RESULT=watchdog <<<"$(journalctl -q -o export --since "$since" UNIT=munimentd.service)"
rm -r /run/systemd/system/munimentd.service.d
systemctl daemon-reload

pid=$(main_pid) since=$(now)
systemctl restart postgresql
check "it survives a restart of PostgreSQL" bash -c 'sleep 3; systemctl is-active --quiet munimentd'
check "as the same process" test "$(main_pid)" = "$pid"
check "and works on" within 40 grep -q ^Working <<<"$(state StatusText)"

echo 'no_such_setting = 1;' >>/etc/muniment/muniment.conf
check "with wrong settings it does not start" not systemctl restart munimentd
check "ends with 78 and is not tried again" test "$(sleep 3; state ExecMainStatus)/$(state ActiveState)" = 78/failed
cp /opt/right.conf /etc/muniment/muniment.conf
mv /etc/muniment/keys/fingerprint-key /opt/fingerprint-key
check "without one of its keys it does not start" not timeout 10 systemctl start munimentd
systemctl stop munimentd
mv /opt/fingerprint-key /etc/muniment/keys/fingerprint-key

upgraded() (
        set -e
        mv /etc/muniment/keys/document-key /opt/document-key
        systemctl restart munimentd
        ! muniment doctor >/tmp/doctor.said # a finding that cannot wait
        grep -q 'document key' /tmp/doctor.said
)
check "without a document key, as after an upgrade, it starts and the doctor says so" upgraded
mv /opt/document-key /etc/muniment/keys/document-key
systemctl restart munimentd

encrypt() (
        set -e
        mkdir -p /opt/plain
        cp -a /etc/muniment/keys/*-key /opt/plain
        muniment init --encrypt-keys --yes
        [ ! -e /etc/muniment/keys/fingerprint-key ]
        systemctl start munimentd
)
check "it starts with encrypted keys" encrypt
check "and is ready" active
check "the doctor opens them too" muniment doctor
check "keys sealed for another machine are found" bash -c 'mv /var/lib/systemd/credential.secret /opt && ! muniment doctor | grep -q "not sealed for this machine"; found=$?; mv /opt/credential.secret /var/lib/systemd; [ $found = 1 ]'
mv /opt/plain/* /etc/muniment/keys
rm -r /etc/muniment/keys/*.cred /etc/systemd/system/munimentd.service.d
systemctl daemon-reload
systemctl reset-failed munimentd 2>/dev/null
check "and again with plain ones" systemctl restart munimentd

instance() (
        set -e
        muniment init --config /etc/muniment/north.conf --yes
        echo 'workers = 1;' >>/etc/muniment/north.conf
        timeout 20 systemctl start munimentd@north
        [ "$(stat -c %U /var/lib/muniment/north)" = muniment ]
        muniment doctor --config /etc/muniment/north.conf
)
check "an instance works beside it, with a database of its own" instance
systemctl enable -q munimentd@north
check "stopping the target stops instances" bash -c 'systemctl start munimentd.target; systemctl stop munimentd.target; not() { ! "$@"; }; not systemctl is-active munimentd@north'
check "and nothing else" active
systemctl disable -q munimentd@north
rm -r /etc/muniment/north.conf /etc/muniment/keys/north

since=$(now) began=$(date +%s%3N)
systemctl stop munimentd
took=$(($(date +%s%3N) - began))
check "it stops within 12 s ($took ms)" test $took -lt 12000
check "says that it stops" said "Muniment is stopping" "$since"
check "leaves no process" has 0
check "and no key" not test -e $credentials
check "cleanly" test "$(state Result)" = success
systemctl start munimentd

systemctl disable -q --now munimentd
check "the doctor finds that the service does not run" grep -q '^now .*unit: The unit munimentd is not active' <<<"$(muniment doctor 2>&1)"
check "and the command it prints mends that" bash -c "$(muniment doctor 2>/dev/null | grep -A1 'is not active' | sed -n 2p)"
check "for good" systemctl is-enabled --quiet munimentd
