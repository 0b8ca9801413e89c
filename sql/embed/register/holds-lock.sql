-- Waits, however long a batch takes: a hold must not be refused because work is going on.
select set_config('lock_timeout', '0', true), pg_advisory_xact_lock(1297436745, hashtext($1::text))
