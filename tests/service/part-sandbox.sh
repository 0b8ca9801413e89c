# Secrets are the service's alone, and each protection is the one that stops what it should: an attempt fails inside the
# service's sandbox and goes through when that one line is taken out.
credentials=/run/credentials/munimentd.service
readable() { setpriv --reuid="$1" --clear-groups cat "$credentials/fingerprint-key"; }
check "the keys are there for the service" test -s $credentials/ledger-signing-key
check "nobody else reads them" not readable nobody
check "the database's user does not either" not readable postgres
check "no key is in the process's environment" not grep -qaf /etc/muniment/keys/fingerprint-key "/proc/$(state MainPID)/environ"

mkdir -p /opt/attempts /home/somebody
install -d -o muniment -g muniment /opt/attempts/owned
echo secret >/home/somebody/file
chmod -R a+rX /home/somebody /opt/attempts
echo planted >/tmp/planted

# A unit with the service's sandbox in which one command runs instead of the daemon.
attempt() { # WITHOUT COMMAND...: WITHOUT is a setting whose lines are left out, or - for none
        printf '#!/bin/bash\n%s\n' "$2" >/opt/attempts/attempt
        chmod 755 /opt/attempts/attempt
        sed -E "/^($1)=/d; /^(Type|Watchdog|Restart|ExecReload|Timeout|NotifyAccess|Condition)[A-Za-z]*=/d; s|^ExecStart=.*|ExecStart=/opt/attempts/attempt\nType=oneshot|" \
                /lib/systemd/system/munimentd.service >/run/systemd/system/attempt.service
        systemctl daemon-reload
        systemctl start attempt.service
        local status=$?
        systemctl reset-failed attempt.service 2>/dev/null
        return $status
}

stops() { # SETTING WHAT COMMAND
        check "$1 stops $2" not attempt - "$3"
        check "  and nothing else does" attempt "$1" "$3"
}

check "an attempt that harms nobody goes through" attempt - "test -r /etc/os-release"
stops ProtectSystem "writing to a folder that its user owns" "touch /opt/attempts/owned/file"
stops ProtectHome "reading in a home" "cat /home/somebody/file"
stops PrivateTmp "finding what others left in /tmp" "cat /tmp/planted"
stops ProtectProc "seeing the processes of others" "test -d /proc/1"
stops ProcSubset "reading of the machine in /proc" "test -r /proc/meminfo"
stops RestrictSUIDSGID "making a program that runs as its owner" 'touch $STATE_DIRECTORY/suid; chmod 4755 $STATE_DIRECTORY/suid'
stops UMask "making a file that others can read" 'rm -f $STATE_DIRECTORY/mask; touch $STATE_DIRECTORY/mask; [ $(stat -c %a $STATE_DIRECTORY/mask) = 644 ]'
stops RestrictAddressFamilies "a netlink socket" "perl -e 'socket(my \$s, 16, 3, 0) or exit 1'"
if [ "$(uname -m)" = x86_64 ]; then
        stops SystemCallFilter "tracing (ptrace)" "perl -e 'exit(syscall(101, 0, 0, 0, 0) == 0 ? 0 : 1)'"
        stops MemoryDenyWriteExecute "memory that is written and run" "perl -e 'exit(syscall(9, 0, 4096, 7, 0x22, -1, 0) == -1 ? 1 : 0)'"
        stops RestrictNamespaces "a user namespace of its own" "perl -e 'exit(syscall(272, 0x10000000) == 0 ? 0 : 1)'"
        stops LockPersonality "another personality" "perl -e 'exit(syscall(135, 0x0040000) == -1 ? 1 : 0)'"
fi
rm -f /run/systemd/system/attempt.service /var/lib/muniment/suid /var/lib/muniment/mask
systemctl daemon-reload

# Not shut too tight: letters are drawn with the machine's fonts.
letters() { [ "$(sql muniment "select count(*) from muniment.document where format = 'pdf'")" -ge 3 ]; }
check "the daemon has drawn letters in its sandbox" letters
check "and laid them where the settings say, for itself alone" test "$(stat -c %a:%U "$(find /var/lib/muniment/out -name '*.pdf' | head -1)")" = 600:muniment
