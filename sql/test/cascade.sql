-- A child goes with everything that is about the child, and with nothing that is not.
begin;
select plan(5);

create temp table gone as select child_id from register.child where child_id % 7 = 0;
create temp table before as select (select count(*) from register.person) as people, (select count(*) from register.practitioner) as workers;
insert into muniment_agent.outbox (subject_key, event) select child_id::text, 'changed' from gone;

create function pg_temp.orphans() returns bigint language plpgsql as $$
declare
        owned regclass;
        found bigint;
        all_found bigint := 0;
begin
        for owned in select distinct conrelid::regclass from pg_constraint
                      where contype = 'f' and confrelid = 'register.child'::regclass loop
                execute format('select count(*) from %s where child_id in (select child_id from gone)', owned) into found;
                all_found := all_found + found;
        end loop;
        return all_found;
end $$;

select cmp_ok(pg_temp.orphans(), '>', 1000::bigint, 'there is much to lose');
delete from register.child where child_id in (select child_id from gone);
select is(pg_temp.orphans(), 0::bigint, 'no row of any table is left of them');
select is((select people from before), (select count(*) from register.person), 'people shared with others are not touched by it');
select is((select workers from before), (select count(*) from register.practitioner), 'reference rows stay');
select is((select count(*) from muniment_agent.outbox where subject_key in (select child_id::text from gone)), 0::bigint,
          'and no event still names them');

select * from finish();
rollback;
