#!/bin/bash
# inside.sh [installed]   what the service promises, tried on a booted system: run by run.sh in the box, and with "installed"
# by autopkgtest on a testbed that has the packages already. It takes the machine as its own: never run it elsewhere.
set -uo pipefail
cd "$(dirname "$0")"
if [ "${1:-}" = installed ] && [ -n "${AUTOPKGTEST_TMP:-}" ]; then
        cp -r ../../sql ../../tools ../../README.md /opt
        mkdir -p /opt/debs
        parts="first-run people journal sandbox year life"
else
        parts="install first-run people journal sandbox year life upgrade"
fi
[ "$(cat /proc/1/comm)" = systemd ] && [ -d /opt/debs ] || { echo "inside.sh runs in the box of run.sh only" >&2; exit 2; }
# The README's steps, line by line, typed as they stand.
mapfile -t steps < <(awk '/^```/ {inside = !inside; next} inside && section == "Install"; /^## / {section = $2}' /opt/README.md)
[ "${#steps[@]}" = 5 ] || { echo "README.md has ${#steps[@]} steps to install, and these tests type 5" >&2; exit 2; }
type_step() { (cd /opt/debs && eval "${steps[$1]}"); }
. ./check.sh
CHECK_LOG=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
state() { systemctl show -P "$1" munimentd.service; }
for part in $parts; do
        printf '\n%s\n' "$part"
        . "./part-$part.sh"
done
finish
