-- A case-management register full of people who do not exist. Set-based and reproducible: every choice is a hash of
-- the seed and a row number, so the same n, seed and day give the same rows.
--
--   psql -d REGISTER -f sql/register/generate-local-authority.sql
--   psql -d REGISTER -c "select caseload_generator.fill(500, 1, '2026-11-21')"
--
-- Nobody real can be met in it: postcodes of areas ZA to ZC, which do not exist; invented schools.

set client_min_messages = warning;
drop schema if exists caseload_generator cascade;
create schema caseload_generator;

create function caseload_generator.draw(row_number bigint, salt bigint, sides integer) returns integer
        language sql immutable parallel safe as $$
        select (hashint8extended(row_number, salt) & 2147483647)::integer % sides
$$;

create function caseload_generator.pick(row_number bigint, salt bigint, words text[]) returns text
        language sql immutable parallel safe as $$
        select words[1 + caseload_generator.draw(row_number, salt, cardinality(words))]
$$;

-- Of a hundred people, share have a file of the kind; it begins in childhood and, with the years, has ended.
create function caseload_generator.files(salt bigint, share integer, as_of date)
        returns table (i bigint, since date, until date)
        language sql stable set search_path = pg_catalog, caseload_generator, pg_temp as $$
        select person_id, begun, nullif(least(begun + 90 + draw(person_id, salt + 2, 1500), as_of + 1), as_of + 1)
          from (select p.person_id, p.born_on + 200 + draw(p.person_id, salt + 1, 5600) as begun
                  from caseload.person p
                 where p.role = 'child' and draw(p.person_id, salt, 100) < share) as f
         where begun < as_of order by 1
$$;

create function caseload_generator.people(n bigint, s bigint, as_of date) returns void
        language sql set search_path = pg_catalog, caseload_generator, pg_temp as $$
        -- One in fifty is a professional, one fosters; children were born over the last eighty years.
        insert into caseload.person (person_id, number, role, born_on, died_on, language, last_contact_on)
        select i, 'P' || lpad(i::text, 8, '0'), role, born, case when draw(i, s + 1, 200) = 0
               then least(born + 1000 + draw(i, s + 2, 5000), as_of - 1) end,
               pick(i, s + 3, '{en,en,en,cy,unknown}'), least(born + 6600 + draw(i, s + 4, 900), as_of - draw(i, s + 5, 60))
          from (select i, case draw(i, s + 6, 50) when 0 then 'professional' when 1 then 'foster-carer' else 'child' end
                       as role,
                       as_of - 400 - draw(i, s + 7, 28800) as born
                  from generate_series(1, n) as i) as made order by i;
        insert into caseload.person_name (person_id, name_id, kind, given_names, family_name)
        select i, i, 'legal',
               pick(i, s + 8, '{Amelia,Isla,Freya,Grace,Martha,Seren,Noah,Arthur,Leo,Henry,Rhys,Muhammad,Aisha,Zofia}'),
               pick(i, s + 9, '{Alder,Brook,Carr,Dale,Ellis,Frost,Gale,Hart,Ives,Jones,Khan,Lane,Moss,Nowak}')
          from generate_series(1, n) as i order by i;
        insert into caseload.address (person_id, address_id, line_1, town, postcode, since)
        select person_id, person_id, (1 + draw(person_id, s + 10, 190))::text || ' '
               || pick(person_id, s + 11, '{Alder Way,Chapel Row,Elm Grove,Kiln Lane,Orchard Road}'),
               pick(person_id, s + 12, '{Hallowmere,Brackenthorpe,Saltmoor}'),
               pick(person_id, s + 13, '{ZA,ZB,ZC}') || (1 + draw(person_id, s + 14, 29))::text || ' 1AB', born_on
          from caseload.person order by 1;
$$;

create function caseload_generator.cases(s bigint, as_of date) returns void
        language sql set search_path = pg_catalog, caseload_generator, pg_temp as $$
        insert into caseload.care_episode (person_id, episode_id, legal_status, since, until)
        select i, i, pick(i, s + 20, '{accommodated,interim-care-order,care-order,placement-order,remand}'), since, until
          from files(s + 100, 12, as_of);
        insert into caseload.adoption_order (person_id, order_id, ordered_on, nation)
        select i, i, coalesce(until, since), pick(i, s + 30, '{england,england,wales}') from files(s + 100, 2, as_of);
        insert into caseload.home_stay (person_id, stay_id, since, until)
        select i, i, since, until from files(s + 180, 3, as_of);
        insert into caseload.leaving_care (person_id, plan_id, since, until)
        select i, i, since, until from files(s + 190, 4, as_of);
        insert into caseload.fostering (person_id, fostering_id, kind, since, ended_on)
        select person_id, person_id, pick(person_id, s + 28, '{foster-parent,connected-person,refused-applicant}'),
               born_on + 9000, case when draw(person_id, s + 29, 2) = 0 then least(born_on + 11000, as_of) end
          from caseload.person where role = 'foster-carer' and born_on + 9000 < as_of order by 1;
        insert into caseload.protection_case (person_id, case_id, opened_on, closed_on)
        select i, i, since, until from files(s + 110, 18, as_of);
        insert into caseload.need_case (person_id, case_id, opened_on, closed_on)
        select i, i, since, until from files(s + 120, 40, as_of);
        insert into caseload.youth_case (person_id, case_id, outcome, sexual, opened_on, last_contact_on)
        select i, i, pick(i, s + 21, '{prevention,caution,court-order}'), draw(i, s + 22, 20) = 0, since,
               coalesce(until, as_of) from files(s + 130, 8, as_of);
        insert into caseload.send_file (person_id, file_id, kind, since, until)
        select i, i, pick(i, s + 23, '{support,support,ehcp,statement}'), since, until from files(s + 140, 25, as_of);
        insert into caseload.health_record (person_id, record_id, kind, since, until)
        select i, i, pick(i, s + 24, '{child-health,child-health,child-health,mental-health}'), since, until
          from files(s + 150, 30, as_of);
        insert into caseload.pupil_record (person_id, record_id, kind, school, until)
        select i, i, pick(i, s + 25, '{secondary,secondary,secondary,child-protection}'), 'Saltmoor High School', until
          from files(s + 160, 50, as_of);
        insert into caseload.support_payment (person_id, payment_id, kind, since, until)
        select i, i, pick(i, s + 26, '{foster-care,direct-payment,leaving-care}'), since, until from files(s + 170, 10, as_of);
        insert into caseload.allegation (person_id, allegation_id, outcome, opened_on, closed_on)
        select person_id, person_id, pick(person_id, s + 27, '{substantiated,unsubstantiated,unfounded,false,malicious}'),
               last_contact_on - 300, last_contact_on
          from caseload.person where role = 'professional' order by 1;
$$;

create function caseload_generator.fill(n bigint, seed bigint, as_of date) returns bigint
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        if exists (select from caseload.person) then
                raise exception 'the register is not empty: the generator fills only an empty one';
        end if;
        if n < 1 or n > 1000000 or seed < 0 or seed > 1000000000 then
                raise exception 'n must be 1 to 1,000,000 and the seed 0 to 1,000,000,000';
        end if;
        perform caseload_generator.people(n, seed * 1000, as_of);
        perform caseload_generator.cases(seed * 1000, as_of);
        perform setval(pg_get_serial_sequence('caseload.' || t, c), n + 1)
           from (values ('person', 'person_id'), ('person_name', 'name_id'), ('address', 'address_id'),
                        ('care_episode', 'episode_id'), ('adoption_order', 'order_id'), ('protection_case', 'case_id'),
                        ('need_case', 'case_id'), ('youth_case', 'case_id'), ('send_file', 'file_id'),
                        ('health_record', 'record_id'), ('pupil_record', 'record_id'), ('support_payment', 'payment_id'),
                        ('allegation', 'allegation_id'), ('home_stay', 'stay_id'), ('leaving_care', 'plan_id'),
                        ('fostering', 'fostering_id')) as k (t, c);
        return n;
end $$;
