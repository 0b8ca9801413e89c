select pg_advisory_xact_lock_shared(1297436745, hashtext($1::text))
