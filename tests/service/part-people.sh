# A day of a data protection officer, an auditor's visit and an operator's look, with the logins that muniment init makes for
# them: ordinary users of the machine, none of whom may read a key. And somebody who has no login.
for person in dana dylan ada mallory; do
        id "$person" >/dev/null 2>&1 || useradd --create-home "$person"
done
person_as() { local who=$1; shift; (cd "/home/$who" && runuser -u "$who" -- "$@"); }
dana() { person_as dana muniment "$@"; }
dylan() { person_as dylan muniment "$@"; }
ada() { person_as ada muniment "$@"; }
mallory() { person_as mallory muniment "$@"; }
field() { grep -o "\"$1\": *\"[^\"]*\"\|\"$1\": *[0-9]*" | head -1 | sed -E 's/^[^:]*: *"?([^"]*)"?$/\1/'; }
state_is() { [ "$(dana request show "$ref" --json | field state)" = "$1" ]; }
refused() { # CALL...: it says whose login it takes, and exits with 1
        local said status
        said=$("$@" 2>&1)
        status=$?
        [ $status = 1 ] && grep -qE "login may not|does not allow" <<<"$said"
}
people() { muniment init --yes --officer dana --officer dylan --auditor ada; }

check "muniment init makes logins for two officers and an auditor" people
child=$(sql s12 "select child_id from register.child c where archived_on is null and not shielded and died_on is null and nhs_number is not null
        and born_on < current_date - interval '14 years' and exists (select from register.education e where e.child_id = c.child_id) order by child_id limit 1")
check "none of them may read a key" not person_as dana cat /etc/muniment/keys/fingerprint-key

# A day of a data protection officer.
check "an officer sees how things stand" bash -c "runuser -u dana -- muniment status | grep -q '^Workers'"
ref=$(dana request new --kind access --register s12 --subject "$child" --received "$(date +%F)" --channel post --requester subject --json | field ref)
check "an officer records a request ($ref)" test -n "$ref"
check "says that the child understands" dana request understanding "$ref" understands --how "met at school"
check "it is collected" within 30 state_is collected
check "its clock" grep -q '"due"' <<<"$(dana request clock "$ref" --json)"
items=$(dana request items "$ref" --json)
check "what was found" grep -q '"undecided"' <<<"$items"
decide() {
        dana request decide "$ref" undecided proposed --how "lived with them" >/dev/null || return 1
        if grep -q '"decision": "undecided"' <<<"$(dana request items "$ref" --json)"; then
                dana request decide "$ref" rule:O4 disclose --because access-log --how "staff in their office" >/dev/null
        fi
}
check "an officer decides it" decide
check "looks at the record" grep -q nhs_number <<<"$(dana subject show s12 "$child")"
check "asks when it goes" dana retention explain s12 "$child"
check "asks what is coming" dana retention forecast s12
hold=$(dana hold add --register s12 --subject "$child" --reason claim --json | field hold)
check "holds it (hold $hold)" test -n "$hold"
check "sees that it is held" grep -q "$child" <<<"$(dana hold list)"
check "another officer approves" dylan request approve "$ref"
check "the report is made" within 30 state_is rendered
check "and released into the officer's own folder" dylan request release "$ref" --out /home/dylan
check "which is the officer's, and nobody else's to read" test "$(stat -c '%U %a' "/home/dylan/$ref.pdf")" = "dylan 600"
check "the report is a PDF" test "$(head -c 5 "/home/dylan/$ref.pdf")" = %PDF-
check "the hold is ended" dylan hold release "$hold" --reason settled
check "the database says who did what" test "$(sql muniment "select string_agg(distinct actor, ',' order by actor) from muniment.request_event where request = '$ref' and kind in ('received', 'approved', 'released')")" = dana,dylan
check "one who speaks for two is one" test "$(sql muniment "select count(*) from muniment.approval where name like 'dana for %'")" = 0
run=$(sql muniment "select id from muniment.run where state = 'planned' and approval <> 'none' order by id limit 1")
if [ -n "$run" ]; then
        check "an officer looks at what is planned (run $run)" dana retention show "$run" --sample 3
        check "and approves it" dana retention approve "$run" --as first
        if [ "$(sql muniment "select approval from muniment.run where id = $run")" = two ]; then
                check "not twice, under whatever name" not dana retention approve "$run" --as second
                check "another does" dylan retention approve "$run"
        fi
        check "it is carried out and certified" within 60 bash -c "[ \"\$(runuser -u postgres -- psql -qXAt -d muniment -c \"select state from muniment.run where id = $run\")\" = certified ]"
        check "an auditor fetches the certificate" ada retention certificate "$run" --out /home/ada/certificate.pdf
fi

# An auditor's visit.
for look in "status" "retention show" "retention changes" "retention forecast s12" "hold list --all" "request list" "request figures" "accuracy report" \
        "notice due" "delivery list" "job list" "ledger show" "map check s12"; do
        # shellcheck disable=SC2086
        check "an auditor: $look" bash -c "runuser -u ada -- muniment $look >/dev/null; [ \$? -le 1 ]"
done
check "an auditor verifies the ledger with the key that was handed out" ada ledger verify --key "$verifier"
check "and learns of no child's key" not grep -q "\"$child\"" <<<"$(ada hold list --all --json)"
for act in "request new --kind access --register s12 --subject $child --received 2026-01-05 --channel post --requester subject" "hold add --register s12 --reason x" \
        "subject show s12 $child" "request items $ref" "retention approve 1" "request release $ref"; do
        # shellcheck disable=SC2086
        check "an auditor may not: ${act%% --*}" refused ada $act
done

# Every command as each of them, against what it says of itself and the manual prints (WHO MAY WHAT).
let_in() { # LOGIN CALL: it got past the question of whose login it is
        local said status
        said=$(cd "/home/$1" && eval "runuser -u $1 -- muniment $2" 2>&1 </dev/null)
        status=$?
        ! grep -qE "login may not|does not allow" <<<"$said" && [ $status -le 2 ]
}
try() { # LOGIN WHO COMMAND CALL
        if grep -qw "$2" <<<"$(muniment $3 --help | sed -n 3p)"; then
                let_in "$1" "$4" || wrong="$wrong, $1 was refused $3"
        else
                ! let_in "$1" "$4" || wrong="$wrong, $1 was let into $3"
        fi
}
if [ -s calls ]; then
        wrong="" tried=0
        while IFS=$'\t' read -r command call; do
                try dana officers "$command" "$call"
                try ada auditors "$command" "$call"
                try mallory nobody "$command" "$call"
                tried=$((tried + 3))
        done <calls
        check "each of $(wc -l <calls) commands is for whom the manual says ($tried calls)${wrong:+: ${wrong#, }}" test -z "$wrong"
fi

# Somebody without a role, and the daemon's own login.
for look in "status" "request list" "retention show" "ledger show" "subject show s12 $child" "hold add --register s12 --reason x" "retention forecast s12"; do
        # shellcheck disable=SC2086
        check "somebody without a role may not: ${look%% --*}" not mallory $look
done
check "the daemon's login decides nothing" refused runuser -u muniment -- muniment request approve "$ref"
check "an officer's own SQL cannot approve" not person_as dana psql -qX -d muniment -c "insert into muniment.approval (run, name, approved_on) select id, 'x', current_date from muniment.run"
check "nor end a hold" not person_as dana psql -qX -d muniment -c "update muniment.hold set released_by = 'x', released_on = current_date"
check "no answer is left behind" within 20 test "$(sql muniment "select count(*) from muniment.errand where answered_at is not null")" = 0
