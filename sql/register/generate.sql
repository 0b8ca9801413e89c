-- A register full of children who do not exist. Set-based and reproducible: every choice is a hash of the
-- seed and a row number, so the same n, seed and day give the same register, row for row.
--
--   psql -d REGISTER -f sql/register/generate.sql
--   psql -d REGISTER -c "select register_generator.fill(2000, 1, '2026-11-21')"
--
-- Nobody real can be met in it:
--   NHS numbers  9990000000 to 9999999999, kept for tests and never issued. Of the million there, one in
--                eleven has no check digit; a child who falls on it is "newly arrived, not yet traced".
--   UPNs, LAESTABs, authorities   authority codes 990 to 992, which are given to nobody; URNs from 990000.
--   postcodes    areas ZA to ZD: the pattern is right, the areas do not exist (Z begins only ZE, Lerwick).
--   telephones   the ranges Ofcom keeps for drama: 01632 960xxx, 07700 900xxx, 029 2018 0xxx.
--   e-mail       example.org.    UPRNs  from 999000000000.    GP practices  from Z00001.
--   children's own numbers in the register, of 12 figures as well, stay below 998000000000: one that was
--                somebody's UPRN would be found, rightly, by whoever looks for a destroyed child's traces.
--   No ULNs: there is no range of them that belongs to nobody.
--
-- Foreign keys and plain indexes are taken down for the filling and put back, checked, at its end, in the
-- one transaction: a million children in minutes, and no queue of trigger events in memory.

set client_min_messages = warning;
drop schema if exists register_generator cascade;
create schema register_generator;

create function register_generator.draw(row_number bigint, salt bigint, sides integer) returns integer
        language sql immutable parallel safe as $$
        select (hashint8extended(row_number, salt) & 2147483647)::integer % sides
$$;

-- The birthday on which an age is attained; for the 29th of February, the 1st of March in a common year.
create function register_generator.attains(born date, years integer) returns date
        language sql immutable parallel safe as $$
        select (born + make_interval(years => years))::date
               + (extract(day from born) = 29 and extract(month from born) = 2
                  and extract(day from born + make_interval(years => years)) = 28)::integer
$$;

-- When a datum was last confirmed: most within a year, some long ago, some never.
create function register_generator.verified(row_number bigint, salt bigint, supplied date,
       latest date) returns date
        language sql immutable parallel safe as $$
        select case when register_generator.draw(row_number, salt, 100) < 6 then null
                    when register_generator.draw(row_number, salt, 100) < 64
                    then greatest(supplied, latest - register_generator.draw(row_number, salt + 1, 360))
                    when register_generator.draw(row_number, salt, 100) < 86
                    then greatest(supplied, latest - 360 - register_generator.draw(row_number, salt + 1, 730))
                    else supplied end
$$;

-- The tenth digit, 0 to 10; no number has 10.
create function register_generator.nhs_check(nine_digits integer) returns integer
        language sql immutable parallel safe as $$
        select (11 - (nine_digits / 100000000 % 10 * 10 + nine_digits / 10000000 % 10 * 9
                    + nine_digits / 1000000 % 10 * 8 + nine_digits / 100000 % 10 * 7
                    + nine_digits / 10000 % 10 * 6 + nine_digits / 1000 % 10 * 5
                    + nine_digits / 100 % 10 * 4 + nine_digits / 10 % 10 * 3
                    + nine_digits % 10 * 2) % 11) % 11
$$;

create function register_generator.upn(authority integer, school integer, year integer,
       serial integer) returns text
        language sql immutable parallel safe as $$
        select substr('ABCDEFGHJKLMNPQRTUVWXYZ', 1 + (
                       authority / 100 * 2 + authority / 10 % 10 * 3 + authority % 10 * 4
                     + school / 1000 * 5 + school / 100 % 10 * 6 + school / 10 % 10 * 7 + school % 10 * 8
                     + year / 10 % 10 * 9 + year % 10 * 10
                     + serial / 100 * 11 + serial / 10 % 10 * 12 + serial % 10 * 13) % 23, 1)
               || authority::text || lpad(school::text, 4, '0') || lpad((year % 100)::text, 2,
                      '0') || lpad(serial::text, 3, '0')
$$;

-- A place is a number: the same number is the same house, for all who live there. Numbers are cast before
-- they are joined to text: only so is the function put in line by the server.
create function register_generator.line_1(place bigint, salt bigint) returns text
        language sql immutable parallel safe as $$
        select case when register_generator.draw(place, salt + 901, 100) < 14
                    then 'Flat ' || (1 + register_generator.draw(place, salt + 902, 40))::text || ', '
                         || (array['Kestrel House','Brook Court','Tŷ Derwen','Linden House','Foundry Court','Harbour Point'])
                            [1 + register_generator.draw(place, salt + 903, 6)]
                    else (1 + register_generator.draw(place, salt + 902, 190))::text
                         || case when register_generator.draw(place, salt + 903, 40) = 0 then 'a '
                                else ' ' end
                         || (array['Alder Way','Beacon Lane','Chapel Row','Dovecote Close','Elm Grove','Foundry Street',
                                   'Gorse Hill','Heron Drive','Ivy Terrace','Juniper Road','Kiln Lane','Larch Avenue',
                                   'Mill Street','Nightingale Walk','Orchard Road','Priory Gardens','Quarry Bank',
                                   'Rowan Close','Station Road','Thistle Street','Upper Green','Vicarage Lane',
                                   'Windmill Rise','Yew Tree Road','St. Anne''s Road','King''s Parade','Heol y Bryn',
                                   'Ffordd Glan-y-Môr','Lôn Wen','Stryd yr Eglwys'])
                            [1 + register_generator.draw(place, salt + 904, 30)] end
$$;

create function register_generator.town(authority integer, place bigint, salt bigint) returns text
        language sql immutable parallel safe as $$
        select (array['Hallowmere','Brackenthorpe','Ashen Cross','Nether Wick',
                      'Easterwick','Saltmoor','Combe Farrow','Port Larkin',
                      'Pont-y-Wennol','Llanhelyg','Cwm Eirin','Trefonnen'])
               [authority * 4 + 1 + register_generator.draw(place, salt + 905, 4)]
$$;

create function register_generator.postcode(authority integer, place bigint, salt bigint) returns text
        language sql immutable parallel safe as $$
        select (array['ZA','ZB','ZC','ZD'])
               [1 + authority + (register_generator.draw(place, salt + 906, 9) = 0)::integer]
               || (1 + register_generator.draw(place, salt + 907, 29))::text || ' '
               || register_generator.draw(place, salt + 908, 10)::text
               || substr('ABDEFGHJLNPQRSTUWXYZ', 1 + register_generator.draw(place, salt + 909, 20), 1)
               || substr('ABDEFGHJLNPQRSTUWXYZ', 1 + register_generator.draw(place, salt + 910, 20), 1)
$$;

-- Names by culture. share: of a thousand households. Family names with a second form: a daughter's.
create table register_generator.culture (
        culture integer primary key,
        upto    integer not null,
        girls   text[] not null,
        boys    text[] not null,
        family  text[] not null -- empty: one name alone
);
insert into register_generator.culture values
(1, 560, '{Amelia,Olivia,Isla,Ava,Mia,Ivy,Lily,Freya,Florence,Willow,Rosie,Sophie,Grace,Evie,Poppy,Anne-Marie,
       Zoë,Chloë,Daisy,Harriet,Matilda,Elsie,Phoebe,Martha,Beatrice,Nancy,Ottilie,Robyn,Skye,Tabitha}',
 '{Oliver,George,Noah,Arthur,Harry,Leo,Muhammad,Jack,Charlie,Oscar,Jacob,Henry,Thomas,Freddie,Alfie,Theo,
        William,Archie,Jean-Paul,Reuben,Toby,Louis,Stanley,Albie,Ezra,Jude,Rory,Caleb,Kit,Wilfred}',
 '{Smith,Jones,Taylor,Brown,Wilson,Johnson,Walker,Wright,Robinson,Thompson,White,Hughes,Edwards,Green,Hall,
        Wood,Harris,Clarke,Cooper,Ward,Turner,Hill,Moore,Baker,Carter,Mitchell,Parker,Bell,Webb,Shaw,St. Clair,Fox,Lowe,Barker,Pearce,Marsh,Gill,Poole,Frost,Nash,Savage,Long,Day,Le Marchant,De''Ath,Featherstonehaugh}'),
(2, 640, '{Siân,Cerys,Ffion,Angharad,Nia,Elin,Carys,Gwenllïan,Mali,Eluned,Lleucu,Betsan,Catrin,Heledd,Llio}',
 '{Llŷr,Rhys,Dafydd,Gethin,Ioan,Iwan,Tomos,Macsen,Osian,Guto,Siôn,Gruffudd,Idris,Emrys,Llywelyn}',
 '{Davies,Jones,Evans,Williams,Griffiths,Llewellyn,ap Rhys,ab Owain,Prydderch,Bevan,Gwyn,Tudur,Cadwaladr,Môn,
        Wynne-Jones}'),
(3, 705, '{Zofia,Julia,Małgorzata,Agnieszka,Łucja,Hanna,Oliwia,Świętosława,Bożena,Wiktoria}',
 '{Jakub,Łukasz,Mateusz,Michał,Paweł,Zbigniew,Wojciech,Kacper,Szymon,Grzegorz}',
 '{Nowak,Kowalski,Wiśniewski,Wójcik,Kamiński,Lewandowski,Zieliński,Szymański,Woźniak,Dąbrowski,Żak,Łęcki}'),
(4, 765, '{Fatima,Nusrat,Ayesha,Tahmina,Sumaiya,Jannat,Rukhsana,Maliha,Farzana,Sabiha}',
 '{Mohammed,Tanvir,Rahim,Shahriar,Imran,Abdur-Rahman,Nazmul,Kamal,Zubair,Arif}',
 '{Begum,Khatun,Miah,Uddin,Rahman,Chowdhury,Hossain,Ali,Islam,Choudhury,Sarkar,Das}'),
(5, 772, '{ফাতিমা,আয়েশা,নুসরাত,সুমাইয়া,তাহমিনা}', '{রহিম,করিম,তানভীর,ইমরান,শাহরিয়ার}', '{বেগম,খাতুন,উদ্দিন,
       রহমান,চৌধুরী,হোসেন}'),
(6, 825, '{Adébáyọ̀,Fọlákẹ́,Ṣadé,Yẹ́misí,Olúwaṣeun,Tèmítọ́pẹ́,Ìyábọ̀,Títílayọ̀,Àdùkẹ́,Fúnmiláyọ̀}',
 '{Olúṣẹ́gun,Babátúndé,Adéwálé,Káyọ̀dé,Ọláolúwa,Akínwùmí,Ayọ̀délé,Tóbi,Fẹ́mi,Dàmiọ́lá}',
 '{Adéyẹmí,Ògúnlẹ́yẹ,Bámidélé,Okonjo,Adébísí,Ọlátúnjí,Ṣóyínká-Bello,Fálọlá,Ayọ̀délé,Oyèníyì}'),
(7, 885, '{Aisha,Zainab,Maryam,Priya,Ananya,Simran,Jasleen,Khadija,Noor,Hafsa}',
 '{Muhammad,Yusuf,Ibrahim,Arjun,Harpreet,Zain,Bilal,Rohan,Amir,Hamza}',
 '{Khan,Hussain,Patel,Singh,Kaur,Ahmed,Akhtar,Sharma,Malik,Bibi,Iqbal,Mistry}'),
(8, 930, '{Niamh,Aoife,Caoimhe,Róisín,Sinéad,Orlaith,Saoirse,Gráinne,Bríd,Éabha}',
 '{Seán,Oisín,Cillian,Pádraig,Tadhg,Eoin,Fionn,Ciarán,Dáithí,Rían}',
 '{O''Brien,O''Sullivan,Murphy,Byrne,Ní Dhomhnaill,Ó Súilleabháin,McCarthy,Fitzgerald,D''Arcy,Mac Giolla Phádraig}'),
(9, 985, '{María,Inês,Elif,Chloé,Ioana,Željka,Håkonia,Ana-Sofía,Noémie,Şirin}',
 '{José,João,Mehmet,Étienne,Ștefan,Đorđe,Søren,Iñaki,François,Çağan}',
 '{García-López,Gonçalves,Yılmaz,Lefèvre,Popescu,Kovačević,Bjørnsen,Núñez,
        d''Orléans,Şahin,Müller-Groß,Nguyễn}'),
(10, 1000, '{Suryani,Zarmina,Pema,Meenakshi,Parwana}', '{Sukarno,Gulbuddin,Tenzin,Karthikeyan,Najibullah}',
       '{}');

-- What every later statement stands on: one row a child, with the choices that hang together.
-- Children stand in blocks of ten, cut into households by one of four patterns; seq counts from the youngest.
create function register_generator.plan(n bigint, s bigint, as_of date) returns void
        language plpgsql set jit = off set search_path = pg_catalog, register_generator, pg_temp as $$
declare
        swept constant date := as_of - 90; -- what fell due since has not been archived yet
begin
        create unlogged table register_generator.child as
        -- offset 0: each layer is computed once, and not pulled up into all who use it.
        with placed as (
                select i, (i - 1) / 10 as block, ((i - 1) % 10)::integer as at,
                       (array['0112223445', '0011234555', '0122333456', '0123456677'])[1 + draw((i - 1) / 10,
                              s, 4)] as pattern
                  from generate_series(1, n) as i offset 0
        ), housed as (
                select i, block * 10 + substr(pattern, at + 1, 1)::integer as hh,
                       length(left(pattern, at)) - length(replace(left(pattern, at),
                              substr(pattern, at + 1, 1), '')) as seq
                  from placed offset 0
        ), aged as (
                select *, draw(hh, s + 1, 9090) - 180
                          + (case when draw(hh, s + 3, 100) < 8 then greatest(seq - 1, 0)
                                 else seq end) * (600 + draw(hh, s + 2, 500)) as age,
                       draw(i, s + 16, 100) < 9 as relevant, draw(i, s + 17, 10) < 6 as consents,
                       draw(hh, s + 5, 100) as family_kind, draw(hh, s + 4, 1000) as culture_draw
                  from housed offset 0
        ), born as (
                select *, as_of - case when age > 8950 and not (relevant and consents and age <= 9300)
                       then age - 7000 else age end as born
                  from aged offset 0
        ), dated as (
                select *, attains(born, 18) as b18, attains(born, 25) as b25,
                       case when draw(i, s + 10, 1000) < 6 then as_of - draw(i, s + 11, 2600) end as death,
                       case when draw(i, s + 12, 1000) < 28 then as_of - draw(i, s + 13, 2400) end as leaving,
                       case when draw(i, s + 14, 10) < 2 then 'yes' when draw(i, s + 14, 10) < 5
                              then 'unknown' else 'no' end as return_meant
                  from born offset 0
        ), fated as (
                select i, hh, seq, born, b18, b25, family_kind, culture_draw, return_meant,
                       case when death > born and death < b18 then death end as died_on,
                       case when leaving > born + 30 and leaving < b18
                              and (death > born and death < b18) is not true then leaving end as left_on,
                       relevant and b18 <= as_of and draw(i, s + 10, 1000) >= 6
                              and draw(i, s + 12, 1000) >= 28 as relevant,
                       consents
                  from dated offset 0
        ), stated as (
                select *, case when left_on is not null and return_meant = 'no'
                       and left_on + draw(i, s + 15, 150) <= as_of
                                and left_on + draw(i, s + 15, 150) < b18 then
                                       left_on + draw(i, s + 15, 150) end as aware_on,
                       case when relevant and consents then b18 - draw(i, s + 18, 60) end as consent_given_on,
                       case when relevant and consents and draw(i, s + 19, 8) = 0
                              and b18 + 150 + draw(i, s + 21, 400) <= as_of
                            then b18 + 150 + draw(i, s + 21, 400) end as consent_withdrawn_on
                  from fated offset 0
        ), ended as (
                select *, case when consent_given_on is null and b18 <= swept then b18 end as by_age,
                       case when consent_given_on is not null and b25 <= swept then b25 end as by_25,
                       case when consent_withdrawn_on <= swept then consent_withdrawn_on end as by_withdrawal,
                       case when attains(died_on, 1) <= swept then attains(died_on, 1) end as by_death,
                       case when aware_on <= swept then aware_on end as by_leaving,
                       case when draw(i, s + 22, 1000) = 0 and born < as_of - 2000
                              then as_of - 100 - draw(i, s + 23, 1500) end as by_discretion
                  from stated offset 0
        ), closed as (
                select *, least(by_age, by_25, by_withdrawal, by_death, by_leaving, by_discretion)
                       as archived_on from ended offset 0
        )
        select i, hh, seq, born, b18, left_on, return_meant, aware_on, relevant, consent_given_on,
               consent_withdrawn_on,
               died_on, archived_on, born > as_of as unborn, family_kind,
               case when archived_on is null then null when archived_on = by_age then 'age-18'
                      when archived_on = by_25 then 'age-25'
                    when archived_on = by_withdrawal then 'consent-withdrawn' when archived_on = by_death
                           then 'died'
                    when archived_on = by_leaving then 'left-england' else 'discretion' end as archive_ground,
               case when born > as_of then as_of - draw(i, s + 24, 100)
                    when as_of - born < 365 then born - 60 - draw(i, s + 24, 60)
                    when draw(i, s + 25, 100) < 7 and as_of - born > 500 and b18 > as_of
                           and archived_on is null
                         and died_on is null and left_on is null then as_of - draw(i, s + 24, 365)
                    else born + 3 + draw(i, s + 24, 40) end as recorded_on,
               draw(i, s + 25, 100) < 7 and as_of - born > 500 and b18 > as_of as newcomer,
               coalesce(archived_on, as_of) as latest,
               case when draw(i, s + 26, 100) = 0 or born > as_of then 'not-specified'
                      when draw(i, s + 26, 2) = 0 then 'female' else 'male' end as gender,
               draw(i, s + 26, 2) = 0 as girl,
               draw(i, s + 27, 1000) < 13 and born <= as_of as shielded,
               draw(i, s + 28, 1000) < 7 as homeless,
               (select culture from register_generator.culture
                      where culture_draw < upto order by upto limit 1) as culture,
               case when culture_draw between 560 and 639 then 2 when draw(hh, s + 29, 20) = 0 then 2
                      else draw(hh, s + 30, 2) end as authority,
               case when family_kind < 58 then 0 when family_kind < 82
                      then (draw(i, s + 6, 100) >= 78)::integer
                    when family_kind < 95 then 0 else 3 end as lives,
               case when culture_draw between 560 and 639 and draw(hh, s + 31, 10) < 6 then 'cy'
                    when draw(hh, s + 31, 10) < 8 then 'en' else 'unknown' end as language
          from closed;
        alter table register_generator.child add primary key (i);
        analyze register_generator.child;
        -- One row a household.
        create unlogged table register_generator.household as
        select hh, min(culture) as culture, min(authority) as authority, min(family_kind) as family_kind,
               min(language) as language, min(recorded_on) as recorded_on, max(latest) as latest,
               min(family_kind) < 82 or min(family_kind) >= 95 or draw(hh, s + 7, 10) > 0 as mother,
               min(family_kind) < 82 or (min(family_kind) >= 95 and draw(hh, s + 8, 2) = 0)
                       or (min(family_kind) < 95 and draw(hh, s + 7, 10) = 0) as father,
               min(family_kind) >= 95 as carer
          from register_generator.child group by hh;
        alter table register_generator.household add primary key (hh);
        analyze register_generator.household;
end $$;

create function register_generator.references_(n bigint, s bigint) returns void
        language plpgsql set jit = off set search_path = pg_catalog, register_generator, pg_temp as $$
declare
        schools constant integer := greatest(60, ceil(n / 900.0));
        practices constant integer := greatest(12, n / 8000);
        people constant integer := greatest(40, n / 1000);
begin
        insert into register.source (source_id, code, name, power) values
                (1, 'registrar', 'Registrar General', 'must'),
                (2, 'pds', 'NHS Personal Demographics Service', 'must'),
                (3, 'midwifery', 'Maternity services', 'must'),
                (4, 'school-census', 'Schools, by the school census', 'must'),
                (5, 'childrens-services', 'Children''s services of the authority', 'own'),
                (6, 'child-health', 'Child health information service', 'must'),
                (7, 'revenue', 'HM Revenue and Customs', 'may'),
                (8, 'voluntary', 'Voluntary organisations', 'may'),
                (9, 'secretary-of-state', 'Department for Education', 'secretary-of-state');
        insert into register.authority (authority_id, code, name_en, name_cy, nation, phone, email) values
                (1, '990', 'Hallowshire County Council', null, 'england', '01632960001',
                       'children@hallowshire.example.org'),
                (2, '991', 'Eastermoor Borough Council', null, 'england', '01632960002',
                       'children@eastermoor.example.org'),
                (3, '992', 'Wennol County Council', 'Cyngor Sir Wennol', 'wales', '02920180003',
                       'plant@wennol.example.org');
        insert into register.school (urn, laestab, name, phase, line_1, town, postcode, phone)
        select 990000 + k - 1,
               (990 + k % 3)::text || lpad((case when k % 20 = 0 then 7000 when k % 10 < 6 then 2000
               else 4000 end + k / 3)::text, 4, '0'),
               case when k % 3 = 2 and k % 20 > 0
                      then 'Ysgol ' || (array['Glan-y-Môr','Bro Wennol','y Dderwen','Pen-y-Bryn','Maes Helyg'])[1 + k % 5]
                    else (array['St. Anne''s','Alder Hill','Beacon','Kestrel','Mill Lane','Orchard','Priory','Windmill','Holy Cross','Saltmoor'])[1 + k % 10]
               || case when k % 20 = 0 then ' Special School' when k % 10 < 6 then ' Primary School'
                      else ' Academy' end end || ' ' || k,
               case when k % 20 = 0 then 'special' when k % 10 < 6 then 'primary' else 'secondary' end,
               line_1(-k, s), town(k % 3, -k, s), postcode(k % 3, -k, s),
                      '01632960' || lpad((k % 1000)::text, 3, '0')
          from generate_series(1, schools) as k;
        insert into register.gp_practice (ods_code, name, line_1, town, postcode, phone)
        select 'Z' || lpad(k::text, 5, '0'),
               (array['Alder','Harbour','Mill Lane','Riverside','Wennol','Old Forge'])[1 + k % 6]
               || (array[' Surgery',' Medical Centre',' Health Centre'])[1 + k % 3] || ' ' || k,
               line_1(-100000 - k, s), town(k % 3, -100000 - k, s), postcode(k % 3, -100000 - k, s),
                      '01632960' || lpad((k % 1000)::text, 3, '0')
          from generate_series(1, practices) as k;
        insert into register.service_kind (kind, name_en, name_cy, level, sensitive) values
                ('early-help', 'Early help family support', 'Cymorth cynnar i deuluoedd', 'targeted', false),
                ('speech-and-language', 'Speech and language therapy', 'Therapi lleferydd ac iaith',
                       'targeted', false),
                ('young-carers', 'Young carers', 'Gofalwyr ifanc', 'targeted', false),
                ('education-welfare', 'Education welfare', 'Lles addysg', 'targeted', false),
                ('social-care', 'Children''s social care', 'Gofal cymdeithasol plant', 'specialist', false),
                ('youth-offending', 'Youth offending team', 'Tîm troseddau ieuenctid', 'specialist', false),
                ('special-needs', 'Additional learning needs', 'Anghenion dysgu ychwanegol', 'targeted',
                       false),
                ('mental-health', 'Mental health', 'Iechyd meddwl', 'specialist', true),
                ('sexual-health', 'Sexual health', 'Iechyd rhywiol', 'specialist', true),
                ('substance-misuse', 'Help with drugs or alcohol', 'Help gyda chyffuriau neu alcohol',
                       'specialist', true);
        insert into register.provider (provider_id, name, phone, email)
        select k, (array['Hallowshire','Eastermoor','Wennol'])[1 + k % 3]
               || (array[' Community Health',' Children''s Services',' Youth Trust',' Maternity Unit',' Family Centre'])[1 + k % 5] || ' ' || k,
               '01632960' || lpad((k % 1000)::text, 3, '0'), 'team' || k || '@example.org'
          from generate_series(1, 30) as k;
        insert into register.practitioner (practitioner_id, given_names, family_name, provider_id, phone,
               email)
        select k, case when draw(k, s + 40, 4) = 0 then boys[1 + draw(k, s + 41, cardinality(boys))]
               else girls[1 + draw(k, s + 41, cardinality(girls))] end,
               coalesce(family[1 + draw(k, s + 42, greatest(cardinality(family), 1))], 'Mistry'),
                      1 + draw(k, s + 43, 30),
               '07700900' || lpad(draw(k, s + 44, 1000)::text, 3, '0'), 'worker' || k || '@example.org'
          from generate_series(1, people) as k join register_generator.culture
            on culture = 1 + draw(k, s + 45, 9);
        insert into register.account (account_id, login, given_names, family_name, provider_id,
               certificate_on, trained_on, agreed_on)
        select practitioner_id, 'user' || practitioner_id, given_names, family_name, provider_id,
               date '2024-01-01' + draw(practitioner_id, s + 46, 900), '2024-03-01', '2024-03-01'
          from register.practitioner where practitioner_id <= greatest(30, people / 2);
end $$;

create function register_generator.children(n bigint, s bigint, as_of date) returns void
        language plpgsql set jit = off set search_path = pg_catalog, register_generator, pg_temp as $$
begin
        insert into register.child (child_id, number, nhs_number, nhs_source_id, nhs_power, nhs_supplied_on,
               nhs_verified_on,
               due_on, born_on, born_source_id, born_power, born_supplied_on, born_verified_on,
               gender, gender_source_id, gender_power, gender_supplied_on, gender_verified_on,
               died_on, died_source_id, died_power, died_supplied_on, language, relevant, consent_given_on,
                      consent_withdrawn_on,
               first_recorded_on, archived_on, archive_ground)
        select i, lpad(((i * 387420489013 + s) % 998000000000)::text, 12, '0'),
               nhs, case when nhs is not null then 2 end, case when nhs is not null then 'must' end,
               case when nhs is not null then recorded_on end, case
                      when nhs is not null then verified(i, s + 50, recorded_on, latest) end,
               case when as_of - born < 365 then born + case when unborn then 0
                      else draw(i, s + 52, 20) - 10 end end,
               case when not unborn then born end,
               case when as_of - born < 365 then 3 else 1 end, 'must', recorded_on,
               case when not unborn then verified(i, s + 53, recorded_on, latest) end,
               gender, case when as_of - born < 365 then 3 else 1 end, 'must', recorded_on,
                      verified(i, s + 53, recorded_on, latest),
               died_on, case when died_on is not null then 1 end, case when died_on is not null
                      then 'must' end,
               case when died_on is not null then least(died_on + 9, as_of) end,
               language, relevant, consent_given_on, consent_withdrawn_on, recorded_on, archived_on,
                      archive_ground
          from (select *, case when nhs_check(nine) < 10 then nine::text || nhs_check(nine) end as nhs
                  from (select *, case when i <= 1000000 and not unborn
                         and not (newcomer and draw(i, s + 54, 3) = 0)
                                  then (999000000 + (i * 387463 + s) % 1000000)::integer end as nine
                          from register_generator.child order by i offset 0) as numbered offset 0) as c;

        -- Item 1. The family name is the household's; some children bear both parents', joined by a hyphen.
        insert into register.child_name (child_id, name_id, kind, given_names, family_name, since, until,
               source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 4 + part, case part when 0 then 'legal' when 1 then 'former' else 'known-as' end,
               case part when 2 then given else given || coalesce(' ' || nullif(middle, given), '') end,
               case when cardinality(family) = 0 then null
                    when part = 1 then family[1 + draw(hh, s + 63, cardinality(family))]
                    when double and family[first_of] <> family[second_of]
                           then family[first_of] || '-' || family[second_of]
                    else family[first_of] end,
               case when part = 0 and changed then born + 900 when part = 2 then born + 1500 else born end,
               case when part = 1 then born + 900 end,
               case when part = 0 and not changed then 1 else 5 end, case when part = 0
                      and not changed then 'must' else 'own' end,
               recorded_on, verified(i, s + 66 + part, recorded_on, latest), archived_on
          from (select c.*, family, case when girl then girls[1 + draw(i, s + 60, cardinality(girls))]
                                                   else boys[1 + draw(i, s + 60, cardinality(boys))] end
                                                          as given,
                       case when draw(i, s + 61, 100) < 45 then case
                              when girl then girls[1 + draw(i, s + 62, cardinality(girls))]

                                      else boys[1 + draw(i, s + 62, cardinality(boys))] end end
                                                                         as middle,
                       1 + draw(hh, s + 64, greatest(cardinality(family), 1)) as first_of,
                       1 + draw(hh, s + 65, greatest(cardinality(family), 1)) as second_of,
                       draw(hh, s + 70, 100) < 7 and culture not in (5, 6) as double,
                       draw(i, s + 71, 100) < 8 and latest > born + 1000 and cardinality(family) > 0
                              as changed
                  from register_generator.child c join register_generator.culture using (culture)
                 where not unborn offset 0) as named
          cross join generate_series(0, 2) as part
         where part = 0 or (part = 1 and changed) or (part = 2 and draw(i, s + 72, 100) < 9
                and latest > born + 1600)
         order by i, part;

        -- Item 2: where the child lives, and for a third where they lived before.
        insert into register.address (child_id, address_id, kind, line_1, line_2, town, county, postcode,
               uprn,
               since, until, source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 4 + part, kind, case when housed then line_1(place, s) end,
               case when housed and draw(place, s + 901, 100) < 14 then 'Mill Street' end,
               case when housed then town(authority, place, s) end,
               case when housed and draw(place, s + 83, 3) > 0
                      then (array['Hallowshire','Eastermoor','Sir Wennol'])[1 + authority] end,
               case when housed then postcode(authority, place, s) end, case
                      when housed then 999000000000 + place end,
               case when part = 0 and moved then moved_on else coalesce(born, recorded_on) end,
               case when part = 1 then moved_on when part = 0 and left_on is not null then left_on end,
               source, case source when 5 then 'own' when 7 then 'may' else 'must' end,
               greatest(recorded_on, case when part = 0 and moved then moved_on else recorded_on end),
               verified(i, s + 84 + part, greatest(recorded_on, case when part = 0 and moved then moved_on
                      else recorded_on end), latest), archived_on
          from (select *, kind <> 'no-known-address' as housed from (
                select c.*, part, (homeless or draw(i, s + 80, 100) < 34)
                       and least(latest, left_on) > born + 500 as moved,
                       born + 60 + draw(i, s + 81, greatest(least(latest, left_on) - born - 60, 1))
                              as moved_on,
                       case when part = 1 then hh * 8 + 4 + draw(i, s + 82, 2) else hh * 8 + lives end
                              as place,
                       case when part = 0 and homeless then 'no-known-address' when left_on is not null
                              or (homeless and part = 1) then 'last-known' else 'home' end as kind,
                       (array[2, 2, 2, 4, 5, 7])[1 + draw(i, s + 85 + part, 6)] as source
                  from register_generator.child c cross join generate_series(0, 1) as part offset 0) as a
                 where not unborn and (part = 0 or moved) offset 0) as lived
         order by i, part;

        insert into register.departure (child_id, departure_id, left_on, return_meant, aware_on, returned_on,
               source_id, power, supplied_on, verified_on, archived_on)
        select i, i, left_on, return_meant, aware_on,
               case when return_meant = 'yes' and left_on + 300 <= latest and archived_on is null
                      and draw(i, s + 90, 10) < 6 then left_on + 300 end,
               5, 'own', left_on, null, archived_on
          from register_generator.child where left_on is not null order by i;

        -- Item 19, and the few who moved between authorities.
        insert into register.responsibility (child_id, responsibility_id, authority_id, how, since, until,
               archived_on)
        select i, i * 2 + part, case part when 0 then 1 + authority else 1 + (authority + 1) % 3 end,
               case when part = 0 and moved then 'accepted' else 'allocated' end,
               case when part = 0 and moved then recorded_on + 200 else recorded_on end,
               case when part = 1 then recorded_on + 200 end, archived_on
          from (select *, draw(i, s + 91, 100) < 4 and recorded_on + 200 < latest as moved
                 from register_generator.child) as c
          cross join generate_series(0, 1) as part where part = 0 or moved order by i, part;

        -- Shields set child.shielded by their trigger.
        insert into register.shield (child_id, shield_id, ground, authority_id, child_heard, carer_heard,
               sources_heard, since, until, review_on)
        select i, i, (array['domestic-abuse','domestic-abuse','domestic-abuse','adoption','threat','witness-protection'])[1 + draw(i, s + 92, 6)],
               1 + authority, latest - born > 3000, true, true, greatest(recorded_on, latest - 700), null,
                      latest + 180
          from register_generator.child where shielded order by i;
        insert into register.shield (child_id, shield_id, ground, authority_id, child_heard, carer_heard,
               sources_heard, since, until, review_on)
        select i, i, 'threat', 1 + authority, true, true, true, latest - 900, latest - 400, latest - 500
          from register_generator.child where not shielded and draw(i, s + 93, 1000) < 3
                 and latest - born > 1500 order by i;
end $$;

create function register_generator.people(n bigint, s bigint, as_of date) returns void
        language plpgsql set jit = off set search_path = pg_catalog, register_generator, pg_temp as $$
begin
        -- Three a household at most: 1 mother, 2 father, 3 a carer who is neither.
        insert into register.person (person_id, title, given_names, family_name, language, source_id, power,
               supplied_on, verified_on)
        select hh * 4 + part,
               case when draw(hh * 4 + part, s + 100, 3) = 0 then null
                      when part = 1 then (array['Ms','Mrs','Miss','Dr'])[1 + draw(hh, s + 101, 4)]
                    when part = 2 then (array['Mr','Mr','Mr','Dr'])[1 + draw(hh, s + 102, 4)] else 'Mx' end,
               case when part = 2 then boys[1 + draw(hh * 4 + part, s + 103, cardinality(boys))]
                      else girls[1 + draw(hh * 4 + part, s + 103, cardinality(girls))] end,
               case when cardinality(family) = 0 then null
                    when part = 2 or draw(hh, s + 104, 2) = 0
                           then family[1 + draw(hh, s + 64, cardinality(family))]
                    else family[1 + draw(hh, s + 65, cardinality(family))] end,
               case when draw(hh * 4 + part, s + 105, 8) = 0 then 'unknown' else language end,
               5, 'own', recorded_on, verified(hh * 4 + part, s + 106, recorded_on, latest)
          from register_generator.household join register_generator.culture using (culture)
          cross join generate_series(1, 3) as part
         where (part = 1 and mother) or (part = 2 and father) or (part = 3 and carer)
         order by hh, part;

        insert into register.person_address (person_id, person_address_id, line_1, line_2, town, county,
               postcode, since, until,
               source_id, power, supplied_on, verified_on)
        select hh * 4 + part, hh * 4 + part, line_1(place, s), case when draw(place, s + 901, 100) < 14
               then 'Mill Street' end,
               town(authority, place, s), case when draw(place, s + 83, 3) > 0
                      then (array['Hallowshire','Eastermoor','Sir Wennol'])[1 + authority] end,
               postcode(authority, place, s), recorded_on, null, 5, 'own', recorded_on,
                      verified(hh * 4 + part, s + 107, recorded_on, latest)
          from (select *, hh * 8 + case when part = 3 then 3 when part = 2 and family_kind >= 58
                 and mother then 1 else 0 end as place
                  from register_generator.household cross join generate_series(1, 3) as part
                 where (part = 1 and mother) or (part = 2 and father and draw(hh, s + 108, 12) > 0)
                        or (part = 3 and carer) offset 0) as p
         order by hh, part;

        insert into register.person_contact (person_id, contact_id, phone, email, since, until, source_id,
               power, supplied_on, verified_on)
        select hh * 4 + part, (hh * 4 + part) * 4 + way,
               case way when 0 then '07700900' || lpad(draw(hh * 4 + part, s + 109, 1000)::text, 3, '0')
                        when 1 then '01632960' || lpad(draw(hh * 4 + part, s + 110, 1000)::text, 3, '0') end,
               case way when 2 then 'person' || hh * 4 + part || '@example.org' end,
               recorded_on, case when way = 1 then least(recorded_on + 800, latest) end, 5, 'own',
                      recorded_on,
               verified(hh * 4 + part, s + 112 + way, recorded_on, latest)
          from register_generator.household cross join generate_series(1, 3) as part cross
                 join generate_series(0, 2) as way
         where ((part = 1 and mother) or (part = 2 and father) or (part = 3 and carer))
           and (way = 0 and draw(hh * 4 + part, s + 115, 10) > 0 or way = 1
                  and draw(hh * 4 + part, s + 115, 10) < 2
                or way = 2 and draw(hh * 4 + part, s + 116, 2) = 0)
         order by hh, part, way;

        -- Responsibility ends at 18. A father who left may be under an order; of a child shielded from
        -- abuse, mostly is.
        insert into register.child_person (child_id, child_person_id, person_id, relation,
               parental_responsibility, has_care,
               court_order, since, until, source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 4 + part, hh * 4 + part,
               case part when 1 then 'mother' when 2 then 'father' else case when h.family_kind < 98
                      then 'foster-carer' else 'special-guardian' end end,
               case part when 1 then true when 2 then h.family_kind < 58 or draw(i, s + 120, 100) < 82
                      else h.family_kind >= 98 end,
               case part when 1 then h.family_kind < 95 and lives = 0 when 2 then h.family_kind < 58
                      or lives = 1 or not h.mother else true end,
               case when part = 2 and h.family_kind >= 58 and h.mother and shielded
                      and draw(i, s + 121, 10) < 6 then 'no-contact'
                    when part = 2 and h.family_kind between 58 and 81 and lives = 0
                    then case draw(hh, s + 122, 40) when 0 then 'no-contact' when 1 then 'prohibited-steps'
                           when 2 then 'non-molestation' else 'none' end
                    else 'none' end,
               case when part = 3 then greatest(c.recorded_on, least(c.latest, b18) - 900)
                      when unborn then c.recorded_on else c.born end,
               case when b18 <= as_of then b18 end, 5, 'own', c.recorded_on,
                      verified(i, s + 123 + part, c.recorded_on, c.latest), archived_on
          from register_generator.child c join register_generator.household h using (hh) cross
                 join generate_series(1, 3) as part
         where (part = 1 and mother) or (part = 2 and father) or (part = 3 and carer)
         order by i, part;
end $$;

create function register_generator.facts(n bigint, s bigint, as_of date) returns void
        language plpgsql set jit = off set search_path = pg_catalog, register_generator, pg_temp as $$
declare
        schools constant integer := (select count(*) from register.school);
        practices constant integer := (select count(*) from register.gp_practice);
        workers constant integer := (select count(*) from register.practitioner);
        kept constant date := as_of - 2280; -- archived longer ago than this has been destroyed
begin
        -- Item 7: nursery, primary, secondary, one after the other. Reg 8(2)(e): archived a year after
        -- leaving.
        insert into register.education (child_id, education_id, kind, urn, provider_name, provider_phone,
               since, until,
               source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 4 + part, kind, case when kind = 'institution' then 990000 + school end,
               case when kind = 'elsewhere' then 'Eastermoor Tuition Centre' end, case
                      when kind = 'elsewhere' then '01632960077' end,
               starts, ends, source, case source when 5 then 'own' else 'must' end,
                      greatest(starts, recorded_on),
               verified(i, s + 133 + part, greatest(starts, recorded_on), latest), case
                      when archived_on is null and ends + 365 <= as_of - 90 then ends + 365
                                                               when archived_on is not null
                                                                      then least(archived_on, ends + 365) end
          from (select *, case when ended < least(latest, as_of) then ended when archived_on is not null
                 then latest end as ends,
                       case when kind = 'institution' then 4 else 5 end as source
                  from (select c.*, part,
                               case when draw(i, s + 130, 1000) < 16 then 'home'
                                      when draw(i, s + 130, 1000) < 22 then 'elsewhere'
                                      else 'institution' end as kind,
                               (draw(hh, s + 131 + part, schools) / 10 * 10 + case part
                                      when 0 then draw(hh, s + 132, 5) when 1 then draw(hh, s + 132, 5)
                                      else 5 + draw(hh, s + 132, 4) end) % schools as school,
                               make_date(extract(year from born)::integer + case part when 0 then 3
                                      when 1 then 5 else 12 end, 9, 3) - case
                                      when extract(month from born) < 9 then 365 else 0 end as starts,
                               make_date(extract(year from born)::integer + case part when 0 then 5
                                      when 1 then 12 else 17 end, 7, 21) - case
                                      when extract(month from born) < 9 then 365 else 0 end as ended
                          from register_generator.child c cross join generate_series(0, 2) as part
                         where not unborn offset 0) as e
                 where starts < latest and (part > 0 or draw(i, s + 134, 2) = 0) offset 0) as placed
         where ends is null or least(archived_on, ends + 365) > kept
         order by i, part;

        -- Item 8.
        insert into register.gp_registration (child_id, gp_registration_id, ods_code, since, until,
               source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 2 + part, 'Z' || lpad((1 + draw(hh, s + 140 + part, practices))::text, 5, '0'),
               case when part = 0 and moved then moved_on else born + 10 end, case
                      when part = 1 then moved_on end,
               2, 'must', case when part = 0 and moved then greatest(recorded_on, moved_on)
                      else recorded_on end,
               verified(i, s + 143 + part, case when part = 0 and moved then greatest(recorded_on, moved_on)
                      else recorded_on end, latest),
               case when part = 1 and moved_on + 365 <= as_of - 90 then least(archived_on, moved_on + 365)
                      else archived_on end
          from (select *, draw(i, s + 141, 100) < 18 and latest > born + 400 as moved,
                       born + 30 + draw(i, s + 142, greatest(latest - born - 30, 1)) as moved_on
                  from register_generator.child where not unborn and draw(i, s + 145, 50) > 0 offset 0) as c
          cross join generate_series(0, 1) as part
         where part = 0 or (moved and moved_on + 365 > kept)
         order by i, part;

        -- Items 9, 14, 15. Sensitive ones are for older children, and never without their ground.
        insert into register.service (child_id, service_id, kind, sensitive, provider_id, basis,
               consented_on, archive_years, since, until,
               source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 2 + part, kind, part = 1, 1 + draw(i, s + 151, 30),
               case when part = 1 then case when draw(i, s + 152, 100) < 85 then 'consent'
                      else 'significant-harm' end end,
               case when part = 1 and draw(i, s + 152, 100) < 85 then since end,
               years, since, ends, source, case source when 5 then 'own' when 8 then 'may' else 'must' end,
                      since,
               verified(i, s + 157, since, latest),
                      least(archived_on, case when attains(ends, years) <= as_of - 90
                      then attains(ends, years) end)
          from (select *, case when archived_on is not null then archived_on when draw(i, s + 155, 10) < 5
                 then least(since + 60 + draw(i, s + 156, 500), as_of) end as ends,
                       1 + draw(i, s + 154, 5) as years, (array[5, 5, 6, 8])[1 + draw(i, s + 158, 4)]
                              as source
                  from (select c.*, part, case
                         when part = 0 then (array['early-help','speech-and-language','young-carers','education-welfare','social-care','youth-offending','special-needs'])[1 + draw(i, s + 150, 7)]
                                               else (array['mental-health','mental-health','sexual-health','substance-misuse'])[1 + draw(i, s + 150, 4)] end as kind,
                               greatest(recorded_on, latest - 30 - draw(i, s + 153, 1400), case
                                      when part = 1 then born + 4500 else born + 400 end) as since
                          from register_generator.child c cross join generate_series(0, 1) as part
                         where not unborn and draw(i, s + 148 + part, 1000) < case part when 0 then 70
                                else 30 end) as t
                 where since < latest) as served
         order by i, part;

        -- Item 10: archived a year after a later assessment.
        insert into register.assessment (child_id, assessment_id, practitioner_id, assessed_on, completed_on,
               superseded_on, source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 2 + part, 1 + draw(i, s + 160 + part, workers), latest - 200 - part * 700,
               case when draw(i, s + 162, 3) > 0 then latest - 120 - part * 700 end,
               case when part = 1 then latest - 200 end, 5, 'own',
                      latest - 200 - part * 700, null,
               case when part = 1 then latest - 200 + 365 else archived_on end
          from register_generator.child cross join generate_series(0, 1) as part
         where not unborn and draw(i, s + 163, 1000) < 32 and latest - born > 1800
                and (part = 0 or (draw(i, s + 163, 1000) < 8 and latest + 165 <= as_of))
         order by i, part;

        -- Items 11 to 13 and 16. The midwife's record may be older than the child.
        insert into register.professional (child_id, professional_id, role, practitioner_id, archive_years,
               since, until,
               source_id, power, supplied_on, verified_on, archived_on)
        select i, i * 4 + part, role, 1 + draw(hh, s + 170 + part, workers), case
               when part < 3 then years end, starts, ends,
               source, case source when 5 then 'own' else 'must' end, greatest(starts, recorded_on), null,
               least(archived_on, case when part < 3 and attains(ends, years) <= as_of - 90
                      then attains(ends, years) end)
          from (select *, case when ended <= latest then ended when archived_on is not null
                 then archived_on end as ends,
                       case part when 0 then 3 when 3 then 5 else 6 end as source
                  from (select c.*, part,
                         (array['midwife','health-visitor','school-nurse','lead-professional'])[part + 1]
                         as role, 1 + draw(hh, s + 174, 5) as years,
                               case part when 0 then recorded_on when 1 then born + 12
                                      when 2 then born + 1900 else greatest(latest - 400, born + 100) end
                                      as starts,
                               case part when 0 then born + 28 when 1 then born + 1826
                                      when 2 then born + 5900 else case when draw(i, s + 175, 2) = 0
                                      then latest - 30 end end as ended
                          from register_generator.child c cross join generate_series(0, 3) as part
                         where (part = 0 and as_of - born < 365) or (part = 1 and not unborn
                                and as_of - born < 3000)
                            or (part = 2 and draw(i, s + 176, 5) = 0)
                                   or (part = 3 and draw(i, s + 177, 100) < 3) offset 0) as p
                 where starts < latest and (ended is null or ended >= starts) offset 0) as met
         where part = 3 or ends is null or least(archived_on, attains(ends, years)) > kept
         order by i, part;

        -- Item 18.
        insert into register.source_number (child_id, source_number_id, kind, value, since, until, source_id,
               power, supplied_on, verified_on, archived_on)
        select i, i * 2 + part, case part when 0 then 'upn' else 'case-system' end,
               case part when 0 then upn(990 + authority, school, year, serial)
                         else 'C' || lpad(((i * 7368787 + s) % 100000000)::text, 8, '0') end,
               case part when 0 then born + 1500 else recorded_on end, null, case part when 0 then 4
                      else 5 end, case part when 0 then 'must' else 'own' end,
               greatest(recorded_on, case part when 0 then born + 1500 else recorded_on end), null,
                      archived_on
          from (select *, 2000 + (i % schools)::integer as school, (i / schools % 1000)::integer as serial,
                       (extract(year from born)::integer + 4) % 100 as year
                  from register_generator.child offset 0) as c
         cross join generate_series(0, 1) as part
         where (part = 0 and born + 1500 < latest and draw(i, s + 180, 100) < 95)
                or (part = 1 and draw(i, s + 181, 100) < 14)
         order by i, part;
end $$;

create function register_generator.lookings(n bigint, s bigint, as_of date) returns void
        language plpgsql set jit = off set search_path = pg_catalog, register_generator, pg_temp as $$
declare
        accounts constant integer := (select count(*) from register.account);
begin
        insert into register.search (search_id, at, account_id, purpose, items, found)
        select i, (as_of - 1 - draw(i, s + 190, 1000))::timestamp at time zone 'UTC'
               + make_interval(secs => 28800 + draw(i, s + 191, 30000)),
               1 + draw(i, s + 192, accounts),
                      (array['contact-practitioner','assessment','child-protection','record-upkeep'])[1 + draw(i, s + 193, 4)],
               (array['{1}', '{1,4}', '{1,2}', '{5}'])[1 + draw(i, s + 194, 4)]::smallint[],
                      (draw(i, s + 195, 10) > 0)::integer
          from register_generator.child where draw(i, s + 196, 10) < 2
                 and recorded_on < as_of - 1001 order by i;
        insert into register.access_log (child_id, access_id, at, account_id, provider_id, search_id,
               purpose, asked_name, asked_born_on, asked_postcode, asked_number, shown, through_shield)
        select r.search_id, r.search_id * 4, r.at + interval '4 seconds', r.account_id,
               (select provider_id from register.account a where a.account_id = r.account_id), r.search_id,
                      r.purpose,
               case when '{1}' <@ r.items then coalesce(m.family_name, m.given_names) end, case
                      when '{4}' <@ r.items then c.born_on end,
               case when '{2}' <@ r.items and not c.shielded then (select postcode from register.address a
                      where a.child_id = c.child_id and a.until is null limit 1) end,
               case when '{5}' <@ r.items then c.number end,
               case when c.shielded then '{1,3,4,5,6}' else '{1,2,3,4,5,6,7,8}' end::smallint[], false
          from register.search r join register.child c on c.child_id = r.search_id
          join register.child_name m on m.child_id = c.child_id and m.kind = 'legal'
         where r.found = 1 order by 1;
        insert into register.access_log (child_id, access_id, at, account_id, provider_id, search_id,
               purpose, shown, through_shield)
        select i, i * 4 + part,
               (latest - 1 - draw(i * 4 + part, s + 197, 1000))::timestamp at time zone 'UTC'
               + make_interval(secs => 28800 + draw(i * 4 + part, s + 198, 30000)),
               account_id, provider_id, null,
                      (array['contact-practitioner','record-upkeep','assessment','audit'])[1 + draw(i * 4 + part, s + 200, 4)],
               case when shielded then '{1,3,4,5,6}' else '{1,2,3,4,5,6,7,8,16}' end::smallint[], false
          from register_generator.child cross join generate_series(1, 2) as part
          join register.account on account_id = 1 + draw(i * 4 + part, s + 199, accounts)
         where draw(i * 4 + part, s + 201, 100) < case part when 1 then 22 else 8 end
                and recorded_on < latest - 1001 order by i, part;
        -- Reg 6(8): a few saw through a shield, for a child's protection, with a pass of their own.
        insert into register.shield_pass (child_id, pass_id, account_id, authority_id, since, until)
        select i, i, 1 + draw(i, s + 202, accounts), 1 + authority,
               (latest - 40)::timestamp at time zone 'UTC', (latest - 38)::timestamp at time zone 'UTC'
          from register_generator.child
         where shielded and draw(i, s + 203, 100) < 20 and recorded_on < latest - 60 order by i;
        insert into register.access_log (child_id, access_id, at, account_id, provider_id, purpose, shown,
               through_shield)
        select child_id, child_id * 4 + 3, since + interval '1 hour', account_id, provider_id, 'child-protection',
               '{1,2,3,4,5,6,7,8}', true
          from register.shield_pass join register.account using (account_id) order by child_id;
end $$;

-- Foreign keys and plain indexes of the register, so that they can be taken down and put back as they were; and
-- the triggers that keep dates which the generator gives by itself.
create function register_generator.guards(out command text, out undo text,
       out rank integer) returns setof record
        language sql stable set search_path = pg_catalog, pg_temp as $$
        select format('alter table %s drop constraint %I', conrelid::regclass, conname),
               format('alter table %s add constraint %I %s', conrelid::regclass, conname,
                      pg_get_constraintdef(oid)), 2
          from pg_constraint where contype = 'f' and connamespace = 'register'::regnamespace
        union all
        select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 1
          from pg_index join pg_class on pg_class.oid = indexrelid
         where relnamespace = 'register'::regnamespace and not indisunique and not indisprimary
        union all
        select format('alter table %s disable trigger %I', tgrelid::regclass, tgname),
               format('alter table %s enable trigger %I', tgrelid::regclass, tgname), 3
          from pg_trigger join pg_class on pg_class.oid = tgrelid
         where relnamespace = 'register'::regnamespace and tgname in ('added_late', 'assessment_added')
$$;

create function register_generator.fill(n bigint, seed bigint, as_of date) returns bigint
        language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
        s constant bigint := seed * 1000;
        restore text[];
        work record;
begin
        if exists (select from register.child) or exists (select from register.source) then
                raise exception 'the register is not empty: the generator fills only an empty one';
        end if;
        if n < 1 or n > 10000000 or seed < 0 or seed > 1000000000 then
                raise exception 'n must be 1 to 10,000,000 and the seed 0 to 1,000,000,000';
        end if;
        perform set_config('muniment_agent.quiet', 'on', true);
        restore := array(select undo from register_generator.guards() order by rank, undo);
        for work in select command from register_generator.guards() order by rank desc, command loop
                execute work.command;
        end loop;
        perform register_generator.references_(n, s);
        perform register_generator.plan(n, s, as_of);
        perform register_generator.children(n, s, as_of);
        perform register_generator.people(n, s, as_of);
        perform register_generator.facts(n, s, as_of);
        perform register_generator.lookings(n, s, as_of);
        for work in select unnest(restore) as command loop
                execute work.command;
        end loop;
        -- Old records are no news; those of the last sixty days wait for the daemon as first records would.
        if to_regclass('muniment_agent.outbox') is not null then
                insert into muniment_agent.outbox (subject_key, event, occurred_on)
                select child_id::text, 'first-record', first_recorded_on from register.child
                 where first_recorded_on > as_of - 60 and archived_on is null order by first_recorded_on,
                        child_id;
        end if;
        drop table register_generator.child, register_generator.household;
        for work in select format('select setval(%L, (select coalesce(max(%I), 0) + 1 from %s), false)',
                           pg_get_serial_sequence(attrelid::regclass::text, attname), attname,
                                  attrelid::regclass) as command
                      from pg_attribute join pg_class on pg_class.oid = attrelid
                     where relnamespace = 'register'::regnamespace and relkind = 'r'
                            and attidentity <> '' loop
                execute work.command;
        end loop;
        return n;
end $$;
