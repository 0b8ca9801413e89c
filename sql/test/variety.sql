-- The children of the generator are as various as real ones (of 2,000, as of 2026-11-21).
begin;
select plan(36);

create function pg_temp.some(n bigint, low bigint, high bigint, what text) returns text language sql as $$
        select ok(n between low and high, format('%s: %s, wanted %s to %s', what, n, low, high))
$$;
create temp table n as select * from register.child_name;

select pg_temp.some((select count(*) from register.child), 2000, 2000, 'children');
select pg_temp.some((select count(*) from n where given_names || coalesce(family_name, '') ~ '[À-ž]'), 150, 800, 'names with accents');
select pg_temp.some((select count(*) from n where family_name ~ ''''), 5, 100, 'with apostrophes');
select pg_temp.some((select count(*) from n where family_name ~ '-'), 40, 400, 'with hyphens');
select pg_temp.some((select count(*) from n where kind = 'legal' and family_name is null), 8, 80, 'one name only');
select pg_temp.some((select count(*) from n where family_name ~ '^(Nowak|Wiśniewski|Wójcik|Łęcki|Zieliński|Żak)'), 10, 200, 'Polish');
select pg_temp.some((select count(*) from n where family_name in ('Begum', 'Khatun', 'Miah', 'Uddin', 'Chowdhury')), 10, 200, 'Bengali');
select pg_temp.some((select count(*) from n where given_names ~ '[ঀ-৿]'), 3, 60, 'Bengali in its own script');
select pg_temp.some((select count(*) from n where family_name ~ '^(Adé|Ògún|Bámi|Ọlá|Ṣóyín|Fálọ|Ayọ̀)'), 10, 200, 'Yoruba');
select pg_temp.some((select count(*) from n where family_name ~ '(ap |ab |Llew|Cadwaladr|Prydd|Tudur)'), 10, 200, 'Welsh');
select pg_temp.some((select count(*) from n where kind = 'former'), 40, 300, 'former names, superseded');
select pg_temp.some((select count(*) from (select from register.child join register.child_person using (child_id)
                       where relation = 'mother' group by person_id, born_on having count(*) > 1) as twins), 8, 100, 'pairs of twins');
select pg_temp.some((select count(*) from (select person_id from register.child_person group by 1 having count(*) > 1) as p), 300, 1500, 'carers shared by siblings');
select pg_temp.some((select count(*) from (select person_id from register.child_person join register.address using (child_id)
                       where relation = 'mother' and address.until is null and address.line_1 is not null
                       group by 1 having count(distinct line_1 || postcode) > 1) as p), 10, 300, 'siblings in two households');
select pg_temp.some((select count(*) from register.child_person where relation = 'father' and not has_care), 150, 900, 'fathers who live apart');
select pg_temp.some((select count(*) from register.child_person where court_order = 'no-contact'), 4, 100, 'under a no-contact order');
select pg_temp.some((select count(*) from register.child_person where not parental_responsibility), 50, 500, 'carers without parental responsibility');
select pg_temp.some((select count(*) from register.address where kind = 'no-known-address'), 4, 60, 'of no known address');
select pg_temp.some((select count(*) from register.child where shielded), 8, 80, 'shielded');
select pg_temp.some((select count(*) from register.child where born_on is null and due_on is not null), 10, 80, 'not born yet');
select pg_temp.some((select count(*) from register.child join register.professional using (child_id)
                      where role = 'midwife' and born_on is not null and since < born_on), 20, 200, 'known to a midwife before they were born');
select pg_temp.some((select count(*) from register.departure where return_meant = 'no'), 8, 80, 'left England, return unlikely');
select pg_temp.some((select count(*) from register.departure where return_meant = 'unknown'), 4, 60, 'left England, return unknown');
select pg_temp.some((select count(*) from register.child where died_on is not null), 2, 30, 'died');
select pg_temp.some((select count(*) from register.child where participating), 8, 100, '18 to 25 by consent');
select pg_temp.some((select count(*) from register.child where relevant and consent_given_on is null), 8, 100, '18 to 25 without consent');
select pg_temp.some((select count(*) from register.child where consent_withdrawn_on is not null), 1, 30, 'who withdrew consent');
select pg_temp.some((select count(*) from register.child where archived_on is null and not participating
                      and born_on <= date '2026-11-21' - interval '18 years'), 8, 80, 'just past 18, due for the archive');
select pg_temp.some((select count(*) from register.child where archived_on <= date '2026-11-21' - interval '6 years'), 8, 120, 'due for destruction');
select pg_temp.some((select count(*) from register.service where sensitive), 8, 120, 'sensitive services');
select pg_temp.some((select count(*) from register.address where verified_on < date '2026-11-21' - interval '3 years'), 100, 1200, 'addresses last verified long ago');
select pg_temp.some((select count(*) from register.address where until is not null), 300, 1200, 'superseded addresses');
select pg_temp.some((select count(*) from register.education where archived_on is not null), 100, 2000, 'education archived by itself');
select pg_temp.some((select count(*) from register.child where nhs_number is null), 100, 400, 'without an NHS number');
select pg_temp.some((select count(*) from register.access_log where through_shield), 1, 30, 'looks through a shield, with a pass');
select pg_temp.some((select count(*) from muniment_agent.outbox where event = 'first-record'), 5, 100, 'first records that wait for a notice');

select * from finish();
rollback;
