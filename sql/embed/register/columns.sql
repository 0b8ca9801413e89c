-- Columns of the tables in the mapped schemas, and of tables elsewhere that refer to them, however far; partitions are
-- part of their table. Types without their length: a cast to a shorter one would cut a key that was typed too long to
-- the key of somebody else. Row triggers before a delete (1 + 2 + 8 of tgtype) or an update (1 + 2 + 16), and rules
-- on them, may keep rows back.
with recursive seen as (
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = any($1::text[]) and c.relkind in ('r', 'p') and not c.relispartition
        union
        select coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid)
          from pg_constraint k join seen on seen.oid = k.confrelid
         where k.contype = 'f' and k.conparentid = 0
), keeping as (
        select coalesce(pg_partition_root(tgrelid)::oid, tgrelid) as oid, act
          from pg_trigger, (values ('delete', 11), ('update', 19)) as acts (act, bits)
         where not tgisinternal and tgenabled <> 'D' and tgtype & bits = bits
        union
        select ev_class, case ev_type when '4' then 'delete' else 'update' end
          from pg_rewrite where ev_type in ('2', '4') and ev_enabled <> 'D'
)
select n.nspname, c.relname, a.attname, format_type(a.atttypid, -1), a.attnotnull,
       t.typcategory = 'S' or t.typname = 'uuid' or (t.typtype = 'd' and b.typcategory = 'S'),
       greatest(c.reltuples, 0)::bigint, a.attgenerated <> '', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), -1),
       row_security_active(c.oid), (c.oid, 'delete') in (select oid, act from keeping),
       (c.oid, 'update') in (select oid, act from keeping)
  from seen
  join pg_class c on c.oid = seen.oid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type b on b.oid = t.typbasetype
 order by n.nspname, c.relname, a.attnum
