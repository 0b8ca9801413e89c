#!/bin/bash
# deb.sh [OUT]   builds the Debian packages of this tree into OUT (build/deb); nothing is written beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-build/deb}
mkdir -p "$out"
out=$(realpath "$out")
version=$(dpkg-parsechangelog -l packaging/debian/changelog -S Version)
grep -q "^  version: '${version%%-*}'," meson.build || { echo "packaging/debian/changelog and meson.build disagree on the version" >&2; exit 1; }
rm -rf "${out:?}"/*
tree=$out/muniment-$version
mkdir "$tree"
git ls-files -z --cached --others --exclude-standard | while IFS= read -rd '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar -c --null -T - | tar -x -C "$tree"
cp -r "$tree/packaging/debian" "$tree/debian"
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l packaging/debian/changelog -S Timestamp)
(cd "$tree" && umask 022 && dpkg-buildpackage -us -uc -b) >"$out/build.log" 2>&1 || { tail -40 "$out/build.log"; exit 1; }
rm -rf "$tree"
ls -l "$out"/*.deb
