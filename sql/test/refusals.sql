-- Section 12(3) and (4): only what is permitted. Case notes have nowhere to go.
begin;
select plan(19);

create temp table note as select text 'Mother said on the phone that he came home late again; see file. Visited 3 May.' as words;
create function pg_temp.refused(statement text, why text) returns text language sql as $$
        select throws_ok(statement, '23514', null, why)
$$;

select pg_temp.refused('update register.child_name set given_names = (select words from note)', 'not in a name');
select pg_temp.refused($$update register.child_name set given_names = 'seen by the worker at home and very upset about school'$$, 'not in a name without punctuation');
select pg_temp.refused($$update register.child_name set family_name = E'Smith\nvisited'$$, 'not in a second line of a name');
select pg_temp.refused('update register.person set given_names = (select words from note)', 'not in the name of a carer');
select pg_temp.refused('update register.address set line_1 = (select words from note) where line_1 is not null', 'not in an address');
select pg_temp.refused('update register.person_address set line_2 = (select words || words from note)', 'not in the address of a carer');
select pg_temp.refused($$update register.person_contact set phone = 'ask for Gran' where phone is not null$$, 'not in a telephone number');
select pg_temp.refused($$update register.person_contact set email = 'see notes about him@home' where email is not null$$, 'not in an e-mail address');
select pg_temp.refused('update register.school set name = (select words || words from note)', 'not in the name of a school');
select pg_temp.refused($$update register.source_number set value = 'AT RISK SEE FILE'$$, 'not in a number');
select pg_temp.refused($$update register.child_person set relation = 'abusive'$$, 'a relation is one of a list');
select pg_temp.refused($$update register.child set gender = 'seems unsure'$$, 'gender is one of a list');
select pg_temp.refused($$update register.child set nhs_number = '9990000019'$$, 'an NHS number has its check digit');
select pg_temp.refused($$update register.source_number set value = 'A801200001001' where kind = 'upn'$$, 'a UPN has its check letter');
select pg_temp.refused($$update register.address set postcode = 'NOWHERE' where line_1 is not null$$, 'a postcode has its pattern');
select pg_temp.refused($$update register.service set basis = null where sensitive$$, 'a sensitive service is held by consent or for harm, or not at all');
select throws_ok($$update register.service set sensitive = false where sensitive$$, '23503', null, 'a sensitive kind cannot be called ordinary');
select pg_temp.refused($$update register.service set archive_years = 6$$, 'the chosen archive period is one to five years');
select pg_temp.refused($$update register.child set consent_given_on = '2020-01-01' where not relevant$$, 'only a relevant young person participates');

select * from finish();
rollback;
