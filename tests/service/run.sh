#!/bin/bash
# run.sh DEB_DIR WORK_DIR [autopkgtest]   installs the packages in a box with systemd and PostgreSQL and tries the service
# there (inside.sh); with autopkgtest as that would: the packages are there already, and the package's own test is run. Needs
# root, and a machine that lets it make namespaces and cgroups: where no box can be had the exit status is 77. The root of the
# box is kept in WORK_DIR, so that the next run is quicker; KEEP=1 leaves the box's files of this run as well.
set -uo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "check-service needs root: it boots a system in namespaces of its own." >&2; exit 77; }
. tests/service/box.sh
debs=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
needs=$(box_needs "$debs"/munimentd_*.deb)
tar=$work/root-$(cat - tests/service/box.sh <<<"$needs" | sha256sum | cut -c1-12).tar
box_root "$tar" "$needs" || { echo "0 passed, 1 failed"; exit 77; }

here=$(mktemp -d "$work/box.XXXXXX")
down() {
        box_down "$here/state"
        [ -n "${KEEP:-}" ] || rm -rf "$here"
}
trap down EXIT
trap 'exit 1' INT TERM
root=$here/root
mkdir "$root"
tar -xf "$tar" -C "$root"
mkdir -p "$root/opt/debs" "$root/opt/next" "$root/opt/tests" "$root/opt/tools"
cp "$debs"/munimentd_*.deb "$debs"/muniment_*.deb "$root/opt/debs"
cp tests/service/*.sh "$root/opt/tests"
cp tools/generate-register.sh "$root/opt/tools"
tests/service/calls.py >"$root/opt/tests/calls" || { echo "0 passed, 1 failed"; exit 1; }
cp -r sql "$root/opt/sql"
cp README.md "$root/opt"

# The same again with a later version, to upgrade to: "next" is the build after this one.
for deb in "$debs"/munimentd_*.deb "$debs"/muniment_*.deb; do
        dpkg-deb -R "$deb" "$here/unpacked"
        sed -i -E 's/^(Version: .*)/\1+next/; s/(muniment(d)?) \(= ([^)]*)\)/\1 (= \3+next)/' "$here/unpacked/DEBIAN/control"
        dpkg-deb --root-owner-group -b "$here/unpacked" "$root/opt/next" >/dev/null
        rm -rf "$here/unpacked"
done

mkdir -p "$root/var/log/journal"
test=/opt/tests/inside.sh
if [ "${3:-}" = autopkgtest ]; then
        test=/opt/autopkgtest.sh
        mkdir "$root/opt/source"
        git ls-files -z | tar -c --null -T - | tar -x -C "$root/opt/source"
        cat >"$root$test" <<'END'
#!/bin/sh -e
export DEBIAN_FRONTEND=noninteractive AUTOPKGTEST_TMP=$(mktemp -d)
apt-get install -y -qq --no-install-recommends /opt/debs/*.deb >/dev/null
rm -r /opt/debs /opt/next /opt/tests /opt/sql /opt/tools /opt/README.md
cd /opt/source
exec packaging/debian/tests/service
END
        chmod +x "$root$test"
fi
box_up "$root" "$here/state" || { echo "0 passed, 1 failed"; exit 77; }
# Through a pipe: what writes to /dev/stderr would empty a file that stands there.
box_run "$here/state" "$test" 2>&1 | cat
status=${PIPESTATUS[0]}
[ $status = 0 ] || box_run "$here/state" journalctl --no-pager -b -u munimentd.service -n 60 >"$work/journal.log" 2>&1
exit $status
