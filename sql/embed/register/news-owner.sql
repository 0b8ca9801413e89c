-- Who owns the subjects' table; nothing where no trigger with a transition table can stand on it: on views, foreign tables,
-- or what is not there.
-- returns: news_owner
select pg_get_userbyid(c.relowner) as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = $1::text and c.relname = $2::text and c.relkind in ('r', 'p')
