-- Foreign keys into the mapped schemas, a row a column, columns in the order of the constraint.
select k.oid, n.nspname, c.relname, a.attname, fn.nspname, f.relname, fa.attname, k.confdeltype, k.convalidated
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class f on f.oid = k.confrelid
  join pg_namespace fn on fn.oid = f.relnamespace
  join lateral unnest(k.conkey, k.confkey) with ordinality as pair (attnum, fattnum, place) on true
  join pg_attribute a on a.attrelid = c.oid and a.attnum = pair.attnum
  join pg_attribute fa on fa.attrelid = f.oid and fa.attnum = pair.fattnum
 where k.contype = 'f' and k.conparentid = 0 and fn.nspname = any($1::text[])
 order by k.oid, pair.place
