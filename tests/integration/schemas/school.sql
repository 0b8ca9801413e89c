-- A school's information system, as such things grow: many rows name one address, and not only pupils' do; the canteen keeps
-- accounts of pupils and of staff; results name a pupil by number; a trip lists its pupils. Written for the tests; marks MK1x
-- are of pupil 1 alone, and so on. Pupils 1 and 2 left long ago. 1 and 3 look alike; 2 lives with a teacher; 1 with 4.
create schema school;
set search_path = school;
create table address (id int primary key, street text not null);
create table staff (id int primary key, name text, mobile text, address_id int references address);
create table form (id int primary key, title text, tutor_id int references staff);
create table pupil (id int primary key, upn text not null unique, name text, born date, left_on date,
        form_id int references form, address_id int references address);
create table guardian (id int primary key, name text, phone text, address_id int references address);
create table pupil_guardian (pupil_id int not null references pupil, guardian_id int not null references guardian,
        relation text, primary key (pupil_id, guardian_id));
create table attendance (pupil_id int not null references pupil on delete cascade, day date, words text, primary key (pupil_id, day));
create table result (id int primary key, upn text references pupil (upn), subject text, remark text);
create table incident (id int primary key, happened date, words text);
create table incident_pupil (incident_id int not null references incident, pupil_id int not null references pupil, part text,
        primary key (incident_id, pupil_id));
create table sibling (pupil_a int not null references pupil, pupil_b int not null references pupil, words text,
        primary key (pupil_a, pupil_b));
create table staff_note (id int primary key, pupil_id int not null, staff_id int references staff, words text);
create table trip (id int primary key, title text, pupil_ids int[]);
create table canteen_account (id int primary key, pupil_id int references pupil, staff_id int references staff, balance numeric);
create table canteen_sale (id int primary key, account_id int not null references canteen_account, sold_on date, price numeric);
create table import_log (id int primary key, line text);
create table setting (name text primary key, value text);
create index on staff (address_id);
create index on form (tutor_id);
create index on pupil (left_on);
create index on pupil (address_id);
create index on guardian (address_id);
create index on pupil_guardian (guardian_id);
create index on result (upn);
create index on incident_pupil (pupil_id);
create index on sibling (pupil_b);
create index on staff_note (pupil_id);
create index on trip using gin (pupil_ids);
create index on canteen_account (pupil_id);
create index on canteen_account (staff_id);

insert into address values (1, 'Home of MK1x and MK4x'), (2, 'Home of MK2x and of TEACHERx'), (3, 'Home of MK3x'),
        (4, 'Old home of GUARD1x, MK1x alone'), (5, 'Home of MK5x'), (6, 'Home of MK6x');
insert into staff values (1, 'TEACHERx', '01632960001', 2), (2, 'COOKx', '01632960002', null);
insert into form values (1, '7A', 1);
insert into pupil select n, 'A94347659' || (10 + n), case when n in (1, 3) then 'Sam Lookalike' else 'NameMK' || n || 'x' end,
        date '2001-02-03', case when n <= 2 then date '2012-07-20' end, 1, case n when 4 then 1 else n end from generate_series(1, 6) n;
-- The guardian of 1 has an address that nobody else has; the guardian of 2 is also that of 5.
insert into guardian values (1, 'GUARD1x MK1x', '01632960011', 4), (2, 'GUARD2x MK2x MK5x', '01632960012', 2), (3, 'GUARD3x', '1', 3);
insert into pupil_guardian values (1, 1, 'mother MK1x'), (2, 2, 'aunt MK2x'), (5, 2, 'mother MK5x'), (3, 3, 'father MK3x');
insert into attendance select n, date '2011-01-01' + d, 'ill MK' || n || 'x' from generate_series(1, 6) n, generate_series(1, 2) d;
insert into result select n, 'A94347659' || (10 + n), 'maths', 'result MK' || n || 'x' from generate_series(1, 6) n;
insert into incident values (1, '2010-01-01', 'MK1x alone'), (2, '2010-01-02', 'MK1x and MK3x'), (3, '2010-01-03', 'MK2x and MK1x');
insert into incident_pupil values (1, 1, 'MK1x'), (2, 1, 'MK1x'), (2, 3, 'MK3x'), (3, 2, 'MK2x'), (3, 1, 'MK1x');
insert into sibling values (1, 4, 'MK1x has MK4x'), (4, 5, 'MK4x has MK5x');
insert into staff_note select n, n, 1, 'note MK' || n || 'x' from generate_series(1, 6) n;
insert into trip values (1, 'Sea', '{1,2,3}'), (2, 'Hills', '{2}');
insert into canteen_account select n, n, null, n from generate_series(1, 6) n;
insert into canteen_account values (7, null, 1, 7);
insert into canteen_sale select n, n, '2011-01-01', 2.5 from generate_series(1, 7) n;
insert into import_log values (1, 'row 17: A943 476 5911 was read'), (2, 'row 18: A9434765913 was read');
insert into setting values ('name', 'Anytown School');
