#!/bin/bash
# headers.sh BUILD_DIR   every header compiles alone.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$1 bad=0 n=0
flags=$(pkg-config --cflags libsystemd libpq libcurl libsodium libconfig jansson pangocairo cairo-pdf libqpdf icu-i18n)
for header in $(git ls-files --cached --others --exclude-standard 'daemon/*.h'); do
        n=$((n + 1))
        # shellcheck disable=SC2086
        gcc -std=gnu11 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Werror -Wno-unused-function \
                -DMUNIMENT_VERSION='""' -DMUNIMENT_DATA_DIR='""' -DMUNIMENT_CONFIG='""' \
                -Idaemon -I"$build/daemon" $flags -include "$header" -x c /dev/null || { echo "$header does not compile alone"; bad=1; }
done
echo "$n headers"
exit $bad
