-- The schema's own version.

-- name: migration_present
select to_regclass('muniment.migration') is not null as present

-- name: migration_list
select version, name, sha256 from muniment.migration order by version

-- name: migration_record
insert into muniment.migration (version, name, sha256)
values (:version::integer, :name::text, :sha256::text)
