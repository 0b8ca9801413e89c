-- A pilot database full of children who do not exist. Set-based and reproducible: every choice is a hash of the seed
-- and a row number, so the same n, seed and day give the same rows.
--
--   psql -d REGISTER -f sql/register/generate-wales-pilot.sql
--   psql -d REGISTER -c "select pilot_generator.fill(500, 1, '2025-10-01')"
--
-- Nobody real can be met in it: postcodes of area ZD, which does not exist; telephones of the range kept for drama
-- (029 2018 0xxx); e-mail at example.org.

set client_min_messages = warning;
drop schema if exists pilot_generator cascade;
create schema pilot_generator;

create function pilot_generator.draw(row_number bigint, salt bigint, sides integer) returns integer
        language sql immutable parallel safe as $$
        select (hashint8extended(row_number, salt) & 2147483647)::integer % sides
$$;

create function pilot_generator.pick(row_number bigint, salt bigint, words text[]) returns text
        language sql immutable parallel safe as $$
        select words[1 + pilot_generator.draw(row_number, salt, cardinality(words))]
$$;

create function pilot_generator.key(row_number bigint, salt bigint) returns uuid
        language sql immutable parallel safe as $$
        select md5(salt::text || '/' || row_number::text)::uuid
$$;

create function pilot_generator.children(n bigint, s bigint, as_of date) returns void
        language sql set search_path = pg_catalog, pilot_generator, pg_temp as $$
        insert into pilot.child (child_id, born_on, recorded_on)
        select key(i, s), as_of - 1900 - draw(i, s + 1, 4100), as_of - draw(i, s + 2, 170)
          from generate_series(1, n) as i order by i;
        insert into pilot.child_name (child_id, name_id, kind, given_names, family_name)
        select key(i, s), i * 2 + part, case part when 0 then 'current' else 'former' end,
               pick(i, s + 3, '{Seren,Carys,Elin,Megan,Nia,Ffion,Dylan,Rhys,Ioan,Owain,Gethin,Macsen,Aisha,Zofia,Tomasz,Jac}'),
               pick(i, s + 4 + part, '{Jones,Davies,Evans,Thomas,Roberts,Lewis,Hughes,Nowak,Rahman,Price,Pugh,Bevan}')
          from generate_series(1, n) as i cross join generate_series(0, 1) as part
         where part = 0 or draw(i, s + 6, 12) = 0 order by i, part;
        insert into pilot.address (child_id, address_id, kind, line_1, town, postcode)
        select key(i, s), i, case when draw(i, s + 7, 9) = 0 then 'last-known' else 'home' end,
               (1 + draw(i / 2, s + 8, 190))::text || ' '
               || pick(i / 2, s + 9, '{Heol y Bryn,Ffordd Glan-y-Môr,Lôn Wen,Stryd yr Eglwys,Rowan Close,Chapel Row}'),
               pick(i / 2, s + 10, '{Pont-y-Wennol,Llanhelyg,Cwm Eirin,Trefonnen}'),
               'ZD' || (1 + draw(i / 2, s + 11, 29))::text || ' ' || draw(i / 2, s + 12, 10)::text || 'AB'
          from generate_series(1, n) as i order by i;
        insert into pilot.parent (parent_id, given_names, family_name, line_1, town, postcode, phone, email)
        select i, pick(i, s + 13, '{Sian,Bethan,Catrin,Gareth,Huw,Emyr,Agnieszka,Farah,Lowri,Steffan}'), family_name,
               line_1, town, postcode,
               '02920180' || lpad(draw(i, s + 14, 1000)::text, 3, '0'), 'parent' || i::text || '@example.org'
          from generate_series(1, n, 2) as i join pilot.child_name using_name on using_name.name_id = i * 2
          join pilot.address using_address on using_address.address_id = i order by i;
        -- Two children by two share a parent.
        insert into pilot.child_parent (child_id, parent_id)
        select key(i, s), i - 1 + i % 2 from generate_series(1, n) as i order by i;
$$;

create function pilot_generator.facts(n bigint, s bigint, as_of date) returns void
        language sql set search_path = pg_catalog, pilot_generator, pg_temp as $$
        insert into pilot.educator (child_id, educator_id, name, town, postcode)
        select key(i, s), i, pick(i, s + 20, '{Canolfan Ddysgu Trefonnen,Eastermoor Tuition Centre,Llanhelyg Home Tutors}'),
               'Trefonnen', 'ZD4 1AB'
          from generate_series(1, n) as i where draw(i, s + 21, 5) = 0 order by i;
        insert into pilot.learning_need (child_id, need_id, area, provision)
        select key(i, s), i, pick(i, s + 22, '{communication,cognition,behaviour,sensory,physical}'),
               pick(i, s + 23, '{none,support,individual-development-plan}')
          from generate_series(1, n) as i where draw(i, s + 24, 4) = 0 order by i;
        -- The authority has lately become aware that some records must go; of those who move, some have been told.
        insert into pilot.ending (child_id, ending_id, ground, aware_on, receiver, told_on, left_on)
        select key(i, s), i, ground, aware_on, case when ground = 'moved' then 'Cyngor Trefunrhyw' end,
               case when ground = 'moved' and draw(i, s + 25, 3) > 0 then aware_on + draw(i, s + 26, 20) end,
               case when ground = 'moved' and draw(i, s + 27, 3) > 0 then aware_on + draw(i, s + 28, 60) end
          from (select i, pick(i, s + 29, '{moved,moved,left-area,registered-pupil,registered-pupil,suitable-education,died}')
                       as ground, as_of - draw(i, s + 30, 40) as aware_on
                  from generate_series(1, n) as i where draw(i, s + 31, 10) = 0) as known order by i;
$$;

create function pilot_generator.fill(n bigint, seed bigint, as_of date) returns bigint
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        if exists (select from pilot.child) then
                raise exception 'the register is not empty: the generator fills only an empty one';
        end if;
        if n < 1 or n > 1000000 or seed < 0 or seed > 1000000000 then
                raise exception 'n must be 1 to 1,000,000 and the seed 0 to 1,000,000,000';
        end if;
        perform pilot_generator.children(n, seed * 1000, as_of);
        perform pilot_generator.facts(n, seed * 1000, as_of);
        perform setval(pg_get_serial_sequence('pilot.' || t, c), 2 * n + 2)
           from (values ('child_name', 'name_id'), ('address', 'address_id'), ('parent', 'parent_id'),
                        ('educator', 'educator_id'), ('learning_need', 'need_id'), ('ending', 'ending_id')) as k (t, c);
        return n;
end $$;
