-- The engine's corner: a batch is done once, and what happens to a child is told once.
begin;
select plan(10);

insert into muniment_agent.receipt (run, batch, counts) values ('00000000-0000-4000-8000-000000000007', 1, '{"child": 3}');
select throws_ok('insert into muniment_agent.receipt (run, batch) values (''00000000-0000-4000-8000-000000000007'', 1)', '23505', null, 'a batch cannot be done twice');
select lives_ok('insert into muniment_agent.receipt (run, batch) values (''00000000-0000-4000-8000-000000000007'', 2)', 'the next one can');

delete from muniment_agent.outbox;
create function pg_temp.told() returns text language sql as $$
        select coalesce(string_agg(event || ' ' || subject_key, ', ' order by id), 'nothing') from muniment_agent.outbox
$$;
insert into register.child (child_id, number, born_on, born_source_id, born_power, born_supplied_on,
        gender, gender_source_id, gender_power, gender_supplied_on, first_recorded_on)
select 900000 + k, lpad((900000 + k)::text, 12, '0'), '2012-01-01', 1, 'must', '2026-01-01', 'female', 1, 'must', '2026-01-01', date '2026-03-01' + k - 1
  from generate_series(1, 2) as k;
select is(pg_temp.told(), 'first-record 900001, first-record 900002', 'first records are told');
select is((select occurred_on from muniment_agent.outbox where subject_key = '900002'), '2026-03-02'::date, 'with the day that clocks run from');
delete from muniment_agent.outbox;
update register.child set gender_verified_on = '2026-04-01' where child_id = 900001;
select is(pg_temp.told(), 'nothing', 'a mere verification is no news');
update register.child set born_on = '2012-01-02' where child_id = 900001;
select is(pg_temp.told(), 'changed 900001', 'a correction is');
delete from muniment_agent.outbox;
update register.child set died_on = '2026-05-01', died_source_id = 1, died_power = 'must', died_supplied_on = '2026-05-02' where child_id = 900002;
insert into register.departure (child_id, left_on, return_meant, source_id, power, supplied_on) values (900001, '2026-05-03', 'yes', 1, 'must', '2026-05-04');
update register.child set archived_on = '2026-06-01' where child_id = 900001;
select is(pg_temp.told(), 'died 900002, left 900001, archived 900001', 'a death, a departure, an archiving are told');
set local muniment_agent.quiet = 'on';
update register.child set archived_on = null where child_id = 900001;
select is((select count(*) from muniment_agent.outbox), 3::bigint, 'a load that asks for quiet makes no news');
delete from register.child where child_id in (900001, 900002);
select is(pg_temp.told(), 'nothing', 'of a destroyed child no event is left');
select is(has_table_privilege('muniment_engine', 'muniment_agent.receipt', 'delete'), false, 'no receipt is ever taken back');

select * from finish();
rollback;
