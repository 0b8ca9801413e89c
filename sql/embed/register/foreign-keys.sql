-- Foreign keys between the tables of columns.sql, a row a column, columns in the order of the constraint.
-- returns: foreign_keys
with recursive seen as (
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = any($1::text[]) and c.relkind in ('r', 'p') and not c.relispartition
        union
        select coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid)
          from pg_constraint k join seen on seen.oid = k.confrelid
         where k.contype = 'f' and k.conparentid = 0
)
select k.oid, n.nspname, c.relname, a.attname, fn.nspname as to_nspname, f.relname as to_relname, fa.attname as to_attname,
       k.confdeltype,
       k.convalidated and k.conrelid = c.oid and k.confrelid = f.oid as validated, k.conname, k.condeferrable,
       k.confmatchtype = 'f' as match_full
  from pg_constraint k
  join pg_class c on c.oid = coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid)
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class f on f.oid = coalesce(pg_partition_root(k.confrelid)::oid, k.confrelid)
  join pg_namespace fn on fn.oid = f.relnamespace
  join lateral unnest(k.conkey, k.confkey) with ordinality as pair (attnum, fattnum, place) on true
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.attnum
  join pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = pair.fattnum
 where k.contype = 'f' and k.conparentid = 0 and f.oid in (select oid from seen)
 order by k.oid, pair.place
