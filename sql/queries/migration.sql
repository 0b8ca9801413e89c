-- The schema's own version.

-- name: migration_version
select coalesce(max(version), 0) from muniment.migration
