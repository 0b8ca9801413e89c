-- What this transaction has done to the rows of each table until now; and, against an earlier answer ($1), how many rows went
-- from each since, and how many were written to it: inserted, or changed in tables that are not on the map ($2). The numbers
-- hold what earlier transactions of the session have not reported yet, so only their difference says something.
-- returns: rows_went
with now as (
        select n.nspname || '.' || r.relname as place, sum(pg_stat_get_xact_tuples_inserted(c.oid)) as inserted,
               sum(pg_stat_get_xact_tuples_updated(c.oid)) as updated, sum(pg_stat_get_xact_tuples_deleted(c.oid)) as deleted
          from pg_class c
          join pg_class r on r.oid = coalesce(pg_partition_root(c.oid), c.oid)
          join pg_namespace n on n.oid = r.relnamespace
         where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'muniment', 'muniment_agent')
         group by 1
), since as (
        select place, inserted, updated, deleted, coalesce(($1::jsonb -> place ->> 0)::bigint, 0) as inserted_before,
               coalesce(($1::jsonb -> place ->> 1)::bigint, 0) as updated_before,
               coalesce(($1::jsonb -> place ->> 2)::bigint, 0) as deleted_before
          from now where inserted + updated + deleted > 0
), told as (
        select place, inserted, updated, deleted, deleted - deleted_before as went,
               inserted - inserted_before + case when place = any($2::text[]) then 0 else updated - updated_before end as wrote
          from since
)
select coalesce(jsonb_object_agg(place, jsonb_build_array(inserted, updated, deleted)), '{}') as before,
       coalesce(jsonb_object_agg(place, went) filter (where went > 0), '{}') as went,
       coalesce(jsonb_object_agg(place, wrote) filter (where wrote > 0), '{}') as wrote
  from told
