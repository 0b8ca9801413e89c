# box.sh, to be sourced: a Debian of our own. Systemd is its PID 1, in mount, pid, net, ipc, uts and cgroup namespaces
# of its own, whatever runs the machine outside.

# What the packages need, without versions; of alternatives the first.
box_needs() { # DEB
        dpkg-deb -f "$1" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/ //g'
}

# A minimal root as a tar file, made once for what is in it. From the machine's own package sources.
box_root() { # TAR PACKAGES
        local sources=/etc/apt/sources.list.d/debian.sources new
        [ ! -s "$1" ] || return 0
        [ -s "$sources" ] || sources=/etc/apt/sources.list
        new=$(dirname "$1")/new-$$.tar
        mmdebstrap --mode=root --variant=minbase --include="systemd,systemd-sysv,dbus,libnss-systemd,procps,postgresql,fonts-noto-core,$2" \
                --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
                --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
                --dpkgopt=force-unsafe-io bookworm "$new" "$sources" >"$1.log" 2>&1 || { tail -20 "$1.log"; rm -f "$new"; return 1; }
        mv "$new" "$1"
}

box_up() { # ROOT STATE
        local i
        mkdir -p "$2"
        setsid unshare --mount --propagation private bash -c '
                set -euo pipefail
                # A cgroup of our own, and nothing but it at /sys/fs/cgroup, in this mount namespace only. Not a cgroup
                # namespace: nspawn reads /proc/1/cgroup, and makes one for what it boots.
                mkdir -p "$2/cgroup"
                mount -t cgroup2 cgroup2 "$2/cgroup"
                mkdir "$2/cgroup/muniment-box.$$"
                echo "$$" >"$2/cgroup/muniment-box.$$/cgroup.procs"
                echo "muniment-box.$$" >"$2/cgroup-name"
                umount -l "$2/cgroup"
                if mountpoint -q /sys/fs/cgroup; then umount -Rl /sys/fs/cgroup; fi
                mount -t cgroup2 cgroup2 /sys/fs/cgroup
                mount -t tmpfs -o mode=755 tmpfs /run
                exec systemd-nspawn --quiet -D "$1" --boot --register=no --keep-unit --private-network --resolv-conf=off \
                        --timezone=off --link-journal=no --capability=CAP_BPF,CAP_NET_ADMIN --system-call-filter=bpf \
                        --kill-signal=SIGRTMIN+3 --console=pipe
        ' box "$1" "$2" </dev/null >"$2/console.log" 2>&1 &
        echo $! >"$2/pid"
        for i in $(seq 600); do
                kill -0 "$(cat "$2/pid")" 2>/dev/null || { echo "the box did not boot:"; cat "$2/console.log"; return 1; }
                box_leader "$(cat "$2/pid")" >"$2/leader"
                if [ -s "$2/leader" ] && [ -S "/proc/$(cat "$2/leader")/root/run/systemd/private" ]; then break; fi
                sleep 0.05
        done
        box_run "$2" systemctl is-system-running --wait
}

# The box's PID 1: the descendant that has that number in its own namespace.
box_leader() { # PID
        local child
        for child in $(cat "/proc/$1"/task/*/children 2>/dev/null); do
                if [ "$(awk '/^NSpid:/ {print (NF > 2 ? $NF : 0); exit}' "/proc/$child/status" 2>/dev/null)" = 1 ]; then
                        [ "$(cat "/proc/$child/comm")" != systemd ] || echo "$child"
                else
                        box_leader "$child"
                fi
        done
}

box_run() { # STATE COMMAND...
        local leader
        leader=$(cat "$1/leader")
        nsenter -t "$leader" -m -u -i -n -p -C -r -w env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
                LANG=C.UTF-8 TERM=dumb "${@:2}"
}

# Powers it off; then whatever is left in its cgroup is ended, as killing nspawn alone leaves the box's PID 1 behind.
box_down() { # STATE
        local tree name i
        [ ! -s "$1/leader" ] || kill -RTMIN+4 "$(cat "$1/leader")" 2>/dev/null || true
        for i in $(seq 100); do
                kill -0 "$(cat "$1/pid" 2>/dev/null)" 2>/dev/null || break
                sleep 0.1
        done
        name=$(cat "$1/cgroup-name" 2>/dev/null) || return 0
        tree=$(mktemp -d)
        mount -t cgroup2 cgroup2 "$tree"
        if [ -n "$name" ] && [ -d "$tree/$name" ]; then
                echo 1 >"$tree/$name/cgroup.kill" 2>/dev/null || true
                for i in $(seq 50); do
                        grep -q 'populated 0' "$tree/$name/cgroup.events" && break
                        sleep 0.1
                done
                find "$tree/$name" -depth -type d -exec rmdir {} + || true
        fi
        umount "$tree"
        rmdir "$tree"
        rm -f "$1/cgroup-name"
}
