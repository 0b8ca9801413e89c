#!/bin/sh
# settings-docs.sh BUILD_DIR   makes the sample file and the manual page anew from the table of settings. A test compares.
set -eu
cd "$(dirname "$0")/.."
muniment="$1/muniment"
[ -x "$muniment" ] || { echo "$muniment is not built" >&2; exit 1; }
"$muniment" check --print-sample >packaging/muniment.conf.sample
"$muniment" check --print-manual >packaging/man/muniment.conf.5
