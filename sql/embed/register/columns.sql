-- Columns of the tables in the mapped schemas, and of tables elsewhere that refer to them, however far; partitions are
-- part of their table. Types without their length: a cast to a shorter one would cut a key that was typed too long to
-- the key of somebody else. Row triggers before a delete (1 + 2 + 8 of tgtype), and rules, may keep rows back; any trigger or
-- rule on deletes or updates, but the engine's own, may write rows or keep values back.
-- returns: columns
with recursive seen as (
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = any($1::text[]) and c.relkind in ('r', 'p') and not c.relispartition
        union
        select coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid)
          from pg_constraint k join seen on seen.oid = k.confrelid
         where k.contype = 'f' and k.conparentid = 0
), keeping as (
        select coalesce(pg_partition_root(tgrelid)::oid, tgrelid) as oid from pg_trigger
         where not tgisinternal and tgenabled <> 'D' and tgtype & 11 = 11
        union
        select ev_class from pg_rewrite where ev_type = '4' and ev_enabled <> 'D'
), answering as (
        select coalesce(pg_partition_root(t.tgrelid)::oid, t.tgrelid) as oid, t.tgtype & 8 > 0 as deletes, t.tgtype & 16 > 0 as updates
          from pg_trigger t join pg_proc f on f.oid = t.tgfoid join pg_namespace n on n.oid = f.pronamespace
         where not t.tgisinternal and t.tgenabled <> 'D' and n.nspname <> 'muniment_agent'
        union
        select ev_class, ev_type = '4', ev_type = '2' from pg_rewrite where ev_enabled <> 'D'
)
select n.nspname, c.relname, a.attname, format_type(a.atttypid, -1) as type, a.attnotnull as not_null,
       t.typcategory = 'S' or t.typname = 'uuid' or (t.typtype = 'd' and b.typcategory = 'S') as is_text,
       greatest(c.reltuples, 0)::bigint as rows, a.attgenerated <> '' as generated,
       format_type(coalesce(nullif(t.typbasetype, 0), t.oid), -1) as base,
       row_security_active(c.oid) as hides_rows, c.oid in (select oid from keeping) as keeps_rows,
       c.oid in (select oid from answering where deletes) as answers_deletes,
       c.oid in (select oid from answering where updates) as answers_updates
  from seen
  join pg_class c on c.oid = seen.oid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type b on b.oid = t.typbasetype
 order by n.nspname, c.relname, a.attnum
