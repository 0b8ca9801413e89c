-- Reg 6: what an ordinary user may read, and what shielding hides; and what each role may do.
begin;
select plan(23);

create temp table hidden as
select c.child_id, a.postcode, n.family_name, c.born_on
  from register.child c join register.address a using (child_id) join register.child_name n using (child_id)
 where c.shielded and c.archived_on is null and a.until is null and a.kind = 'home' and n.kind = 'legal'
   and n.family_name is not null order by c.child_id limit 1;
grant select on hidden to register_user;

create temp table old as select child_id from register.child where archived_on is not null;
grant select on old to register_user;
create temp table kept_apart as
select distinct child_id from register.service s where sensitive and until is null
   and not exists (select from register.service o where o.child_id = s.child_id and not o.sensitive);
grant select on kept_apart to register_user;

select is((select count(*) from hidden), 1::bigint, 'there is a shielded child to hide');
set local role register_user;
select is((select count(*) from register.child_visible v join hidden h using (child_id)), 1::bigint, 'a shielded child can still be found');
select is((select count(*) from register.child_visible v join hidden h on v.child_id = h.child_id
            where v.family_name = h.family_name and v.born_on = h.born_on and v.number is not null), 1::bigint, 'by name, birth date and number');
select is((select count(*) from register.child_visible v join hidden h on v.child_id = h.child_id and v.postcode = h.postcode), 0::bigint,
          'but a search on the hidden postcode finds nothing');
select is((select num_nonnulls(v.line_1, v.line_2, v.town, v.county, v.postcode, v.school, v.school_phone, v.practice, v.practice_phone)
             from register.child_visible v join hidden using (child_id)), 0, 'no address, school or practice is shown');
select ok((select count(*) from register.carer_visible join hidden using (child_id)) > 0, 'a carer is named');
select is((select count(phone) from register.carer_visible join hidden using (child_id)), 0::bigint, 'without a telephone number');
select is((select count(*) from register.service_visible join hidden using (child_id)), 0::bigint, 'no service is shown');
select cmp_ok((select count(postcode) from register.child_visible), '>', 500::bigint, 'other children have their addresses');
select hasnt_column('register', 'child_visible', 'shielded', 'nothing says that there is more');
select is((select count(*) from register.child_visible join old using (child_id)), 0::bigint, 'archived records are not shown');
select ok((select count(*) from kept_apart) > 0, 'there are sensitive services');
select is((select count(*) from register.service_visible join kept_apart using (child_id)), 0::bigint, 'sensitive services are not shown');
select throws_ok('select * from register.child', '42501', null, 'an ordinary user cannot go round the view');
select throws_ok('select * from register.source_number', '42501', null, 'nor read the numbers of sources (item 18)');
reset role;

set local role register_manager;
select lives_ok('select 1 from register.shield limit 1', 'who keeps the register sees the shields');
select throws_ok('delete from register.child where child_id = 1', '42501', null, 'but destroys nothing');
select throws_ok($$update register.access_log set purpose = 'audit'$$, '42501', null, 'and cannot change who looked');
reset role;

set local role muniment_engine;
select throws_ok($$insert into register.child (number, born_on, born_source_id, born_power, born_supplied_on, gender, gender_source_id, gender_power, gender_supplied_on)
                 values ('999999999999', '2020-01-01', 1, 'must', '2020-01-01', 'female', 1, 'must', '2020-01-01')$$, '42501', null, 'the engine makes no child');
select lives_ok('update register.child set archived_on = ''2026-11-21'' where child_id = 2', 'it archives');
select lives_ok('delete from register.child where child_id = 2', 'and destroys');
select lives_ok('select * from muniment_agent.outbox limit 1', 'reads its outbox');
reset role;

update register.shield set until = since where child_id = (select child_id from hidden);
select is((select count(v.postcode) from register.child_visible v join hidden using (child_id)), 1::bigint, 'a shield taken down shows the address again');

select * from finish();
rollback;
