-- The shape that the engine, partitions and the law rely on.
begin;
select plan(12);

create temp table subject_table as
select c.oid as relid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'register' and c.relkind = 'r'
   and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'child_id' and not a.attisdropped);

select cmp_ok((select count(*)::integer from subject_table), '>=', 14, 'the tables of a child are there');

select is_empty($$
        select relname from subject_table s join pg_index i on i.indrelid = s.relid and i.indisprimary
         where (select attname from pg_attribute where attrelid = s.relid and attnum = i.indkey[0]) <> 'child_id'
$$, 'the subject key leads the primary key of every table that belongs to a subject');

select is_empty($$
        select relname from subject_table s
         where relname <> 'child' and not exists (
               select from pg_constraint k where k.conrelid = s.relid and k.contype = 'f'
                  and k.confrelid = 'register.child'::regclass and k.confdeltype = 'c')
$$, 'every one of them goes with the child by cascade');

select is_empty($$
        select conrelid::regclass from pg_constraint where contype = 'f' and connamespace = 'register'::regnamespace
           and confrelid in ('register.person'::regclass) and confdeltype = 'c'
           and conrelid = 'register.child_person'::regclass
$$, 'a shared person is not lost with a link, nor a link with a person');

select is_empty($$
        select k.conrelid::regclass, k.conname from pg_constraint k
         where k.contype = 'f' and k.connamespace = 'register'::regnamespace
           and not exists (select from pg_index i where i.indrelid = k.conrelid and i.indpred is null
                              and (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey)
$$, 'every foreign key has an index that covers all rows');

select is_empty($$
        select conrelid::regclass, conname from pg_constraint
         where connamespace = 'register'::regnamespace and not convalidated
$$, 'every constraint holds for every row');

select is_empty($$
        select c.relname, a.attname, t.typname
          from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
         where c.relnamespace = 'register'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
           and t.typtype = 'b' and t.typname in ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'xml', 'bytea', '_text')
           and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f')
                              and a.attnum = any (k.conkey) and cardinality(k.conkey) = 1
                              and (k.contype = 'f' or pg_get_constraintdef(k.oid) ~ '(~|= ANY|_valid\()'))
$$, 'no column takes prose: each text has a closed list, a pattern, a check digit or a domain');

select is_empty($$
        select typname from pg_type t where t.typnamespace = 'register'::regnamespace and t.typtype = 'd'
           and not exists (select from pg_constraint k where k.contypid = t.oid)
$$, 'no domain without a check');

select is_empty($$
        select s.relname, wanted
          from subject_table s cross join unnest(array['source_id', 'power', 'supplied_on', 'verified_on', 'archived_on']) as wanted
         where s.relname not in ('child', 'responsibility', 'shield', 'shield_pass', 'access_log')
           and not exists (select from pg_attribute a where a.attrelid = s.relid and a.attname = wanted)
$$, 'every fact row tells its source, power, when supplied, when verified, when archived');

-- The due dates are found by one probe: these are the conditions that the engine compiles.
set local enable_seqscan = off;
set local enable_bitmapscan = off;
create function pg_temp.plan_of(query text) returns text language plpgsql as $$
declare
        line text;
        lines text := '';
begin
        for line in execute 'explain ' || query loop
                lines := lines || line;
        end loop;
        return lines;
end $$;
select matches(pg_temp.plan_of($$select child_id from register.child
                where born_on <= '2008-11-21' and archived_on is null and participating is not true$$),
               'child_coming_of_age', 'who comes of age');
select matches(pg_temp.plan_of($$select child_id from register.child
                where died_on <= '2025-11-21' and archived_on is null$$), 'child_live_died', 'who has died');
select matches(pg_temp.plan_of($$select child_id from register.child where archived_on <= '2020-11-21'$$),
               'child_archived', 'who has been archived long enough');

select * from finish();
rollback;
