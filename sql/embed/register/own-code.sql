-- What of the register's own would change or refuse a delete from these tables, or an update of them: triggers, rules, rights
-- that are missing, publications that deletes cannot be told to, large objects that stay when their row goes. $1, $2: schemas
-- and tables. The engine's own triggers (muniment_agent) are no news.
-- returns: own_code
with wanted as (
        select c.oid, c.relreplident, c.relkind, w.schema, w.name
          from unnest($1::text[], $2::text[]) as w (schema, name)
          join pg_namespace n on n.nspname = w.schema
          join pg_class c on c.relnamespace = n.oid and c.relname = w.name
)
select 'trigger' as kind, w.schema, w.name as table_name, t.tgname::text as name,
       concat_ws(' ', case when t.tgtype & 64 > 0 then 'instead of' when t.tgtype & 2 > 0 then 'before' else 'after' end,
                 nullif(concat_ws(' or ', case when t.tgtype & 8 > 0 then 'delete' end,
                                  case when t.tgtype & 16 > 0 then 'update' end), ''),
                 'calls ' || pn.nspname || '.' || p.proname) as more
  from wanted w
  join pg_trigger t on t.tgrelid = w.oid
  join pg_proc p on p.oid = t.tgfoid
  join pg_namespace pn on pn.oid = p.pronamespace
 where not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & 24 > 0 and pn.nspname <> 'muniment_agent'
union all
select 'rule', w.schema, w.name, r.rulename::text,
       case r.ev_type when '4' then 'on delete' else 'on update' end || case when r.is_instead then ' instead' else ' also' end
  from wanted w join pg_rewrite r on r.ev_class = w.oid
 where r.ev_type in ('2', '4') and r.ev_enabled <> 'D'
union all
select 'grant', w.schema, w.name, 'rights', string_agg(p.name, ', ' order by p.name)
  from wanted w cross join (values ('select'), ('update'), ('delete')) as p (name)
 where not has_table_privilege(w.oid, p.name)
 group by w.schema, w.name
union all
select 'publication', w.schema, w.name, min(p.pubname::text), ''
  from wanted w
  join pg_publication_tables pt on pt.schemaname = w.schema and pt.tablename = w.name
  join pg_publication p on p.pubname = pt.pubname and p.pubdelete
 where w.relreplident = 'n' or w.relreplident = 'd' and not exists (select from pg_index i where i.indrelid = w.oid and i.indisprimary)
 group by w.schema, w.name
union all
select 'object', w.schema, w.name, a.attname::text, ''
  from wanted w
  join pg_attribute a on a.attrelid = w.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
 where coalesce(nullif(t.typbasetype, 0), t.oid) = 'pg_catalog.oid'::regtype
 order by 1, 2, 3, 4
