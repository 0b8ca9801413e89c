#!/bin/bash
# packages.sh DEB_DIR   what can be said of the packages without installing them: lintian has nothing against them, a
# second build in another folder at another time gives the same bytes, they hold what they should and are small.
set -uo pipefail
cd "$(dirname "$0")/../.."
debs=$(realpath "$1")
second=$(mktemp -d)
trap 'rm -rf "$second"' EXIT
. tests/service/check.sh

complaints=$(lintian --allow-root --tag-display-limit 0 --fail-on none "$debs"/*.changes 2>&1)
check "lintian finds no error and no warning" test -z "$(grep -E '^[EW]:' <<<"$complaints" | tee /dev/stderr)"

if TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 tools/deb.sh "$second" >/dev/null; then
        for deb in "$debs"/*.deb; do
                check "$(basename "$deb") comes out the same when built again" cmp -s "$deb" "$second/$(basename "$deb")"
        done
else
        check "it builds a second time" false
fi

listed() { dpkg-deb -c "$debs/$1"_*.deb | awk '{print substr($6, 2)}'; }
daemon=$(listed munimentd) tool=$(listed muniment)
for file in /usr/sbin/munimentd /lib/systemd/system/munimentd.service /lib/systemd/system/munimentd@.service \
        /lib/systemd/system/munimentd.target /usr/lib/sysusers.d/muniment.conf /usr/lib/tmpfiles.d/muniment.conf \
        /usr/lib/systemd/catalog/muniment.catalog /etc/muniment/muniment.conf /usr/share/man/man8/munimentd.8.gz \
        /usr/share/man/man5/muniment.conf.5.gz /usr/share/man/man5/muniment-policy.5.gz /usr/share/man/man5/muniment-map.5.gz \
        /usr/share/doc/munimentd/operators-guide.md /usr/share/doc/munimentd/examples/muniment.conf.sample; do
        check "munimentd has $file" grep -qxF "$file" <<<"$daemon"
done
for file in $(git ls-files policies notices | grep -Ev '^policies/(in)?valid/'); do
        check "munimentd has $file" grep -qxF "/usr/share/muniment/$file" <<<"$daemon"
done
check "the policies of tests stay at home" bash -c '! grep -q valid/' <<<"$daemon"
for file in /usr/bin/muniment /usr/share/man/man1/muniment.1.gz /usr/share/bash-completion/completions/muniment; do
        check "muniment has $file" grep -qxF "$file" <<<"$tool"
done
check "settings are kept over an upgrade" grep -qx /etc/muniment/muniment.conf <(dpkg-deb --ctrl-tarfile "$debs"/munimentd_*.deb | tar -xO ./conffiles)
for name in munimentd muniment; do
        check "$name has its debug symbols beside it" test -s "$debs/$name-dbgsym_"*.deb
        check "$name is under 3 MB" test "$(stat -c %s "$debs/$name"_*.deb)" -lt 3000000
done
finish
