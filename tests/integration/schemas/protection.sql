-- Child protection: what is known of a child stands in documents, a trigger keeps their history while they are written, changed
-- and deleted, photographs are bytes or large objects. Written for the tests; marks MK1x are of child 1 alone, and so on. Children
-- 1 and 2 were closed long ago; 1 and 3 have one name and one birthday.
create schema cp;
set search_path = cp;
create table worker (login text primary key, name text);
create table child (id uuid primary key, number text unique, name text, born date, closed_on date);
create table record (id uuid primary key, child_id uuid not null references child, kind text, doc jsonb not null,
        written_by text references worker);
create table record_history (id bigserial primary key, record_id uuid, child_id uuid, old jsonb, at timestamptz default now());
create table photograph (id int primary key, child_id uuid not null references child on delete cascade, caption text, image bytea);
create table scan (id int primary key, child_id uuid not null references child, title text, image oid);
create table relation (child_id uuid not null references child, other_id uuid not null references child, words text,
        primary key (child_id, other_id));
create table alert (id int primary key, about uuid, words text);
create table outbox (id int primary key, payload json);
create index on child (closed_on);
create index on record (child_id);
create index on record_history (child_id);
create index on photograph (child_id);
create index on scan (child_id);
create index on relation (other_id);
create index on alert (about);
create function keep_history() returns trigger language plpgsql security definer set search_path = cp, pg_temp as $$ begin
  insert into record_history (record_id, child_id, old) values (old.id, old.child_id, old.doc); return old; end $$;
create trigger history after update or delete on record for each row execute function keep_history();
create function drop_scan() returns trigger language plpgsql security definer set search_path = cp, pg_temp as $$ begin
  perform pg_catalog.lo_unlink(old.image); return old; end $$;
create trigger unlink before delete on scan for each row execute function drop_scan();

create function who(n int) returns uuid language sql as $$ select format('3f2504e0-4f89-11d3-9a0c-0305e82c33%s', 10 + n)::uuid $$;
insert into worker values ('w1', 'WORKERx');
insert into child select who(n), '94347659' || (10 + n), case when n in (1, 3) then 'Sam Lookalike' else 'NameMK' || n || 'x' end,
        '2001-02-03', case when n <= 2 then date '2012-05-06' end from generate_series(1, 6) n;
insert into record select md5('record' || n || k)::uuid, who(n), case k when 1 then 'referral' else 'visit' end,
        jsonb_build_object('subject', jsonb_build_object('id', who(n), 'number', '94347659' || (10 + n)),
                           'mother', jsonb_build_object('name', 'Mother of MK' || n || 'x'), 'opened', '06/05/2010',
                           'notes', jsonb_build_array('first MK' || n || 'x', 'then MK' || n || 'x')), 'w1'
  from generate_series(1, 6) n, generate_series(1, 2) k;
update record set doc = doc || '{"seen": true}';
insert into photograph select n, who(n), 'photo MK' || n || 'x', convert_to('JFIF MK' || n || 'x 94347659' || (10 + n), 'UTF8')
  from generate_series(1, 6) n;
insert into scan select n, who(n), 'scan MK' || n || 'x', lo_from_bytea(0, convert_to('TIFF MK' || n || 'x', 'UTF8')) from generate_series(1, 6) n;
insert into relation values (who(1), who(4), 'MK1x MK4x'), (who(5), who(6), 'MK5x MK6x');
insert into alert select n, who(n), 'alert MK' || n || 'x' from generate_series(1, 6) n;
-- Two that nobody thought of: a scan that no row names, and a message that was never sent.
select lo_from_bytea(0, convert_to('orphan MK1x', 'UTF8'));
insert into outbox values (1, json_build_object('childId', who(1), 'text', 'to be sent')), (2, json_build_object('childId', who(3), 'text', 'likewise'));
drop function who(int);
