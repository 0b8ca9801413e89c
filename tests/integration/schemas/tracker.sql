-- A health tracker: what is observed stands in rows of one table, each with the number of its concept; a table for each of 195
-- forms besides. Written for the tests; marks MK1x are of patient 1 alone, and so on. Patients 1 and 2 left long ago.
create schema tracker;
set search_path = tracker;
create table concept (concept_id int primary key, name text);
create table users (user_id int primary key, username text);
create table patient (patient_id int primary key, birthdate date, left_on date);
create table patient_name (name_id int primary key, patient_id int not null references patient, given text, family text);
create table patient_identifier (identifier_id int primary key, patient_id int not null references patient, kind text, identifier text);
create table encounter (encounter_id int primary key, patient_id int not null references patient, at timestamptz, creator int references users);
create table obs (obs_id int primary key, person_id int not null references patient, encounter_id int references encounter,
        concept_id int not null references concept, value_text text, value_numeric numeric, value_datetime timestamptz);
create index on patient (left_on);
create index on patient_name (patient_id);
create index on patient_identifier (patient_id);
create index on encounter (patient_id);
create index on obs (person_id);
create index on obs (encounter_id);
insert into concept values (5090, 'height'), (162169, 'text of a note'), (5096, 'return visit'), (1284, 'number elsewhere');
insert into users values (1, 'NURSEx');
insert into patient select n, '2001-02-03', case when n <= 2 then date '2012-05-06' end from generate_series(1, 6) n;
insert into patient_name select n, n, case when n in (1, 3) then 'Sam' else 'GivenMK' || n || 'x' end,
        case when n in (1, 3) then 'Lookalike' else 'FamilyMK' || n || 'x' end from generate_series(1, 6) n;
insert into patient_identifier select n, n, 'nhs', '94347659' || (10 + n) from generate_series(1, 6) n;
insert into encounter select n * 10 + k, n, '2010-05-06 12:00', 1 from generate_series(1, 6) n, generate_series(1, 2) k;
insert into obs select n * 10, n, n * 10 + 1, 5090, null, 131, null from generate_series(1, 6) n;
insert into obs select n * 10 + 1, n, n * 10 + 1, 162169, 'note MK' || n || 'x', null, null from generate_series(1, 6) n;
insert into obs select n * 10 + 2, n, n * 10 + 2, 5096, null, null, '2011-01-01' from generate_series(1, 6) n;
insert into obs select n * 10 + 3, n, null, 1284, 'of old MK' || n || 'x', ('94347659' || (10 + n))::numeric, null from generate_series(1, 6) n;
do $$ begin
  for i in 1 .. 195 loop
    execute format('create table tracker.form_%s (id int primary key, patient_id int not null references tracker.patient, words text)', i);
    execute format('create index on tracker.form_%s (patient_id)', i);
    execute format('insert into tracker.form_%s select n, n, ''form %s MK'' || n || ''x'' from generate_series(1, 6) n', i, i);
  end loop;
end $$;
