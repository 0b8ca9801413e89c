-- Every place of this database where a row can lie, mapped or not, with its columns: tables, a partitioned one as
-- one, inherited ones each by itself, unlogged ones, materialised views that hold something, and tables of other servers.
-- Not the server's own schemas, nor that of the governance database, which remembers what is looked for until it is found
-- gone. kind: t a whole text, n a number, b bytes, l a list of numbers, f a number of seven digits, o whatever else may hold
-- a text within, - what cannot.
-- returns: places
with recursive stands_on (oid, base) as (
        select oid, case when typtype = 'd' then typbasetype else oid end from pg_type
        union all
        select s.oid, t.typbasetype from stands_on s join pg_type t on t.oid = s.base where t.typtype = 'd'
), plain as (
        select s.oid,
               case when b.typcategory = 'S' or b.typname = 'uuid' then 't'
                    when b.typname in ('int4', 'int8', 'numeric', 'float8') then 'n'
                    when b.typname = 'bytea' then 'b'
                    when b.typname in ('_int2', '_int4', '_int8', '_numeric', '_float8') then 'l'
                    when b.typname = 'float4' then 'f'
                    when b.typname in ('bool', 'date', 'timestamp', 'timestamptz', 'time', 'timetz', 'interval', 'int2', 'money')
                      or b.typtype = 'e' then '-'
                    else 'o'
               end as kind
          from stands_on s join pg_type b on b.oid = s.base
         where b.typtype <> 'd'
)
select n.nspname, c.relname, a.attname, format_type(a.atttypid, -1) as type, p.kind,
       c.relkind = 'r' as alone,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') and not row_security_active(c.oid)
               as readable,
       exists (select from pg_index i
                where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as sole_key,
       c.relkind = 'f' as elsewhere
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join plain p on p.oid = a.atttypid
 where c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition and c.relispopulated
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'muniment')
 order by n.nspname, c.relname, a.attnum
