#!/bin/bash
# deps.sh SECTION...   installs those packages of packages.txt that are missing; asks for nothing when all are there.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$(awk -v sections=" $* " '/^#/ {next} /^\[/ {gsub(/[][]/, ""); on = index(sections, " " $0 " ") > 0; next} on' packages.txt)
missing=
for package in $wanted; do
        dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq -o DPkg::Lock::Timeout=600
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=600 --no-install-recommends $missing >/dev/null
