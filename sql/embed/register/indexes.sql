-- Indexes of the mapped schemas, a row a key column; an expression has no column name.
-- returns: indexes
select i.indexrelid, n.nspname, c.relname, a.attname, i.indpred is not null as partial, i.indisprimary, i.indisunique
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  join pg_namespace n on n.oid = c.relnamespace
  join lateral unnest(i.indkey::smallint[]) with ordinality as part (attnum, place) on part.place <= i.indnkeyatts
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = part.attnum
 where n.nspname = any($1::text[]) and i.indisvalid and not c.relispartition
 order by i.indexrelid, part.place
