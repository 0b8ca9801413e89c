-- Whether this is the database wanted, and what time it is there.

-- name: store_version
select coalesce(max(version), 0) as version from muniment.migration

-- A standby, and a server set to read-only, answer but take nothing.
-- name: store_writable
select current_setting('transaction_read_only') = 'off' as writable

-- Microseconds since 1970 by the server's clock.
-- name: server_clock
select (extract(epoch from clock_timestamp()) * 1000000)::bigint as usec
