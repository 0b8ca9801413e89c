-- The bridge between a subject and what governance holds about them.

-- name: register_ensure
-- Once known, its row is not touched: a long plan would keep a hold waiting for it.
insert into muniment.register (name, map)
select :name::text, :map::text
 where not exists (select from muniment.register where name = :name::text and map = :map::text)
on conflict (name) do update set map = excluded.map

-- name: subject_refs_ensure
with made as (
        insert into muniment.subject_ref (register, subject_key)
        select :register_name::text, k from unnest(:keys::text[]) as k
        on conflict (register, subject_key) do nothing
        returning ref, subject_key
)
select ref::text, subject_key from made
union all
select ref::text, subject_key from muniment.subject_ref where register = :register_name::text and subject_key = any(:keys::text[])

-- name: subject_ref_key
select subject_key from muniment.subject_ref where ref = :ref::uuid
