# A clean system takes the packages, and nothing starts that has nothing to do.
check "README step 1: ${steps[0]}" type_step 0
[ "$failed" = 0 ] || { finish; exit 1; }
check "the user is there and cannot log in" bash -c 'getent passwd muniment | grep -q nologin'
check "the folder of keys is root's alone" test "$(stat -c %a:%U /etc/muniment/keys)" = 700:root
check "the service is enabled" systemctl is-enabled munimentd.service
check "without keys it is skipped, not failed" test "$(state ActiveState)/$(state ConditionResult)" = inactive/no
check "no unit has failed" bash -c '[ -z "$(systemctl list-units --failed --no-legend)" ]'
check "the settings that come with it are right" muniment check
check "systemd understands the unit" systemd-analyze verify --man=no munimentd.service
check "systemd understands an instance" systemd-analyze verify --man=no munimentd@north.service
check "the exposure that systemd counts online is 1.2 at most" systemd-analyze security --no-pager --threshold=12 munimentd.service
check "a question of law needs no database" muniment clock --kind access --jurisdiction scotland --received 2026-11-21
