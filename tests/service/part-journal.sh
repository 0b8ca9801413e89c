# What the journal says: found by its id, with its own fields, explained by the catalog, about nobody.
message() { # NAME: the MESSAGE_ID of daemon/base/messages.h, by the subject of its catalog text
        awk -v subject="Subject: $1" '/^-- / {id = $2} $0 == subject {print id}' /usr/lib/systemd/catalog/muniment.catalog
}
entries() { # SUBJECT [SINCE]: as JSON, one a line
        journalctl --sync
        journalctl -q -o json --since "${2:-1 hour ago}" "MESSAGE_ID=$(message "$1")"
}
said() { [ -n "$(entries "$@")" ]; }

check "it says that it is ready" said "Muniment is ready to work"
check "with a field of its own" grep -q '"MUNIMENT_WORKERS":"2"' <<<"$(entries "Muniment is ready to work")"
check "as its user, from its unit" grep -q '"_SYSTEMD_UNIT":"munimentd.service"' <<<"$(entries "Muniment is ready to work" | grep "\"_UID\":\"$(id -u muniment)\"")"
check "it says that the database was away" said "The governance database cannot be reached"
check "and that it was back" said "The governance database answers again"
check "it says that jobs were done" grep -q '"MUNIMENT_KIND":"retention.plan"' <<<"$(entries "A job is done")"
check "the catalog explains it beside the message" grep -q "Nothing needs to be done" <<<"$(journalctl -q -x "MESSAGE_ID=$(message "Muniment is ready to work")")"
numbers=$(sql s12 "select nhs_number from register.child where nhs_number is not null")
check "no child's number stands in it ($(wc -l <<<"$numbers") looked for)" not grep -qFf <(printf '%s\n' "$numbers") <(journalctl -q -o json -u munimentd)
