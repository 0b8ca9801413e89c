#!/bin/bash
# A PostgreSQL of our own, on a unix socket, for the demo, the tests and the benchmarks.
#
#   private-postgres.sh start DIR [SETTING=VALUE...]   makes and starts a cluster; prints a conninfo without dbname
#   private-postgres.sh stop DIR                       stops it (immediately) and removes it
#   private-postgres.sh halt DIR / resume DIR          stops it and keeps it / starts it again: for tests of
#                                                      what happens while the database is away
#
# The server refuses to run as root, so for root it runs as the user "postgres". What it writes lies in a
# short folder of its own under MUNIMENT_CLUSTERS or /tmp (a socket's path holds 107 bytes, and that user may not
# reach DIR); DIR/cluster is a link to it. Only this user and the server's may connect: the folder is closed to others.
set -euo pipefail
verb=$1 dir=$2
shift 2
bin=$(pg_config --bindir 2>/dev/null || true)
[ -x "$bin/initdb" ] || bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)

as_server() {
        if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
        mkdir -p "$dir"
        [ ! -e "$dir/cluster" ] || stop
        local home
        home=$(mktemp -d "${MUNIMENT_CLUSTERS:-/tmp}/muniment-pg.XXXXXX")
        ln -sfn "$home" "$dir/cluster"
        if [ "$(id -u)" = 0 ]; then chown postgres:root "$home"; fi
        chmod 0770 "$home"
        (
                cd /
                as_server "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 ||
                        { cat "$home/initdb.log" >&2; exit 1; }
                {
                        echo "listen_addresses = ''"
                        echo "unix_socket_directories = '$home'"
                        echo "unix_socket_permissions = 0770"
                        echo "fsync = off"
                        echo "log_error_verbosity = terse"
                        echo "log_parameter_max_length = 0"
                        echo "log_parameter_max_length_on_error = 0"
                        for setting in "$@"; do echo "${setting%%=*} = '${setting#*=}'"; done
                } >>"$home/settings"
                as_server sh -c "cat '$home/settings' >>'$home/data/postgresql.auto.conf'"
                as_server "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start >/dev/null ||
                        { cat "$home/server.log" >&2; exit 1; }
        )
        echo "host=$home user=postgres"
}

stop() {
        local home
        home=$(readlink "$dir/cluster" || true)
        [ -n "$home" ] || return 0
        (cd / && as_server "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1) || true
        case $home in */muniment-pg.??????) rm -rf "$home" ;; esac
        rm -f "$dir/cluster"
}

# Crashes it, so that what comes back has gone through recovery.
halt() {
        (cd / && as_server "$bin/pg_ctl" -D "$(readlink "$dir/cluster")/data" -m immediate -w stop >/dev/null)
}

resume() {
        local home
        home=$(readlink "$dir/cluster")
        (cd / && as_server "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start >/dev/null)
}

case $verb in
start) start "$@" ;;
stop | halt | resume) $verb ;;
*) echo "usage: $0 start|stop|halt|resume DIR [SETTING=VALUE...]" >&2; exit 2 ;;
esac
