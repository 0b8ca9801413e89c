-- Casework in the manner of Rails: comments, versions, attachments and tags name what they are about by a type and an id, of
-- people, cases and staff alike; a trigger marks cases as deleted instead of deleting them. Written for the tests; marks MK1x are of
-- person 1 alone, STAFF1x of the member of staff with the same number, and so on.
create schema app;
set search_path = app;
create table users (id bigint primary key, email text);
create table people (id bigint primary key, nhs_no text, full_name text, born_on date, closed_at timestamp);
create table cases (id bigint primary key, person_id bigint not null references people, title text, deleted_at timestamp);
create table comments (id bigint primary key, commentable_type text, commentable_id bigint, user_id bigint references users, body text);
create table versions (id bigint primary key, item_type text not null, item_id bigint not null, event text, whodunnit text, object json);
create table blobs (id bigint primary key, key text, filename text);
create table attachments (id bigint primary key, name text, record_type text, record_id bigint, blob_id bigint not null references blobs);
create table tags (id bigint primary key, name text);
create table taggings (id bigint primary key, tag_id bigint not null references tags, taggable_type text, taggable_id bigint);
create table schema_migrations (version text primary key);
create index on people (closed_at);
create index on cases (person_id);
create index on comments (commentable_id);
create index on versions (item_id);
create index on attachments (record_id);
create index on attachments (blob_id);
create index on taggings (taggable_id);
insert into users select n, 'STAFF' || n || 'x@council.example' from generate_series(1, 6) n;
insert into people select n, '94347659' || (10 + n), case when n in (1, 3) then 'Sam Lookalike' else 'NameMK' || n || 'x' end,
        '2001-02-03', case when n <= 2 then timestamp '2012-05-06 23:30' end from generate_series(1, 6) n;
-- Case 3 is of person 1, case 1 of person 3: the numbers of things say nothing of people's.
insert into cases select case n when 1 then 3 when 3 then 1 else n end, n, 'case MK' || n || 'x' from generate_series(1, 6) n;
insert into comments select n, 'Person', n, n, 'on the person MK' || n || 'x' from generate_series(1, 6) n;
insert into comments select 10 + id, 'Case', id, 1, 'on the case MK' || person_id || 'x' from cases;
insert into comments select 20 + n, 'User', n, n, 'on staff STAFF' || n || 'x' from generate_series(1, 6) n;
insert into versions select n, 'Person', n, 'update', n::text, json_build_object('full_name', 'was MK' || n || 'x') from generate_series(1, 6) n;
insert into versions select 10 + id, 'Case', id, 'update', '1', json_build_object('title', 'was MK' || person_id || 'x') from cases;
insert into versions select 20 + id, 'Comment', id, 'update', '1', json_build_object('body', body) from comments;
insert into blobs select n, 'k' || n, 'file MK' || n || 'x' from generate_series(1, 6) n;
insert into blobs values (7, 'k7', 'file of MK1x and MK4x'), (8, 'k8', 'file of STAFF1x'), (9, 'k9', 'file of the case of MK1x');
insert into attachments select n, 'photo', 'Person', n, n from generate_series(1, 6) n;
insert into attachments values (7, 'letter', 'Person', 1, 7), (8, 'letter', 'Person', 4, 7), (9, 'photo', 'User', 1, 8), (10, 'minutes', 'Case', 3, 9);
insert into tags values (1, 'urgent');
insert into taggings select n, 1, 'Case', n from generate_series(1, 6) n;
insert into taggings select 10 + n, 1, 'User', n from generate_series(1, 6) n;
insert into schema_migrations values ('20120506');
create function mark_deleted() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$ begin
  update cases set deleted_at = now() where id = old.id; return null; end $$;
create trigger mark before delete on cases for each row execute function mark_deleted();
