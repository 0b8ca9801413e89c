#!/bin/bash
# pages.sh BUILD_DIR   fetches axe-core once, and lets it look at every page of HTML in a browser (tests/integration/test_axe.py).
# Ends with 77 where it cannot be fetched.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "$1")
tools/deps.sh pages
command -v npm >/dev/null || tools/deps.sh npm # where there is one of another make, Debian's will not stand beside it
version=4.14.1
sum=e63e659f9806d7ae5bd40899043b0871a5062c5442b01b3f1a3edf5eaf50bf5c3a7104a72463293b4ad1b77c661a0d4e40e850dec89de9d6ece70a8c13a9af17
folder=$build/axe
axe=$folder/node_modules/axe-core/axe.min.js
if ! [ -f "$axe" ]; then
        mkdir -p "$folder"
        if ! npm install --prefix "$folder" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund "axe-core@$version" >"$folder/log" 2>&1; then
                tail -3 "$folder/log" >&2
                echo "axe-core could not be fetched" >&2
                exit 77
        fi
fi
echo "$sum  $axe" | sha512sum --check --quiet
MUNIMENT_AXE=$axe MUNIMENT_BUILD=$build/debug timeout 900 /usr/bin/python3 -m pytest -q -p no:cacheprovider --tb=short tests/integration/test_axe.py
