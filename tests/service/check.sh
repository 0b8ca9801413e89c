# check.sh, to be sourced: counts what holds and what does not.
passed=0 failed=0

check() { # WHAT COMMAND...: it holds when the command succeeds
        local status
        "${@:2}" >"${CHECK_LOG:-/dev/null}" 2>&1
        status=$?
        if [ $status = 0 ]; then
                passed=$((passed + 1))
                printf 'ok      %s\n' "$1"
        else
                failed=$((failed + 1))
                printf 'FAILED  %s\n' "$1"
                [ -z "${CHECK_LOG:-}" ] || sed 's/^/        | /' "$CHECK_LOG" | head -20
        fi
}

finish() {
        printf '%d passed, %d failed\n' "$passed" "$failed"
        [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

not() { ! "$@"; }

# Waits until the command succeeds, at most so many seconds.
within() { # SECONDS COMMAND...
        local end=$((SECONDS + $1 + 1))
        until "${@:2}"; do
                [ $SECONDS -lt $end ] || { echo "not within $1 s: ${*:2}"; return 1; }
                sleep 0.1
        done
}
