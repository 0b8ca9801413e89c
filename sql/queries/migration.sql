-- The schema's own version.

-- name: migration_present
select to_regclass('muniment.migration') is not null as present

-- name: migration_version
select coalesce(max(version), 0) as version from muniment.migration

-- A standby, and a server set to read-only, answer but take nothing.
-- name: migration_writable
select current_setting('transaction_read_only') = 'off' as writable

-- name: migration_list
select version, name, sha256 from muniment.migration order by version

-- name: migration_record
insert into muniment.migration (version, name, sha256)
values ($1::integer, $2::text, $3::text)
