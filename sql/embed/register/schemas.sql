-- Schemas with tables in them, but for the server's and our own.
-- returns: schemas
select n.nspname from pg_namespace n
 where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'muniment', 'muniment_agent')
   and exists (select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p'))
 order by 1
