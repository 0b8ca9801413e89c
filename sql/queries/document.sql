-- Documents, and their copies outside the database. A document is made with its key row, where it is sealed.

-- name: document_insert
with made as (insert into muniment.document (kind, format, language, subject, sha256, body, made_on, sealed)
              values ($1::text, $2::text, $3::text, $4::uuid, $5::bytea, $6::bytea, $7::date, $8::text is not null)
              returning id),
     key as (insert into muniment.seal_key (header, recipient, escrow, document)
             select $8::text, $9::text, $10::text, id from made where $8::text is not null)
select id from made

-- Sealed without a key row is destroyed.
-- name: document_body
select d.body, k.header from muniment.document d left join muniment.seal_key k on k.document = d.id
 where d.id = $1::bigint and (not d.sealed or k.id is not null)

-- Made before there was a key.
-- name: document_unsealed
select id, body from muniment.document where not sealed and id > $1::bigint order by id limit $2::integer
   for update skip locked

-- name: document_seal
with sealed as (update muniment.document set body = $2::bytea, sealed = true where id = $1::bigint and not sealed returning id)
insert into muniment.seal_key (header, recipient, escrow, document)
select $3::text, $4::text, $5::text, id from sealed

-- name: folder_ensure
insert into muniment.folder (id, host, path)
select $1::uuid, $2::text, $3::text where not exists (select from muniment.folder where id = $1::uuid)
on conflict (id) do nothing
returning id

-- Of before copies were known: which document a file would be of, by the name it was given.
-- name: document_by_file_name
select d.id, d.sha256 from muniment.document d
 where d.id in (
        select n.document from muniment.notice n where $1::text = 'N-' || n.obligation || '.pdf'
           and n.obligation = substring($1::text from '^N-(\d{1,18})\.pdf$')::bigint
        union all
        select r.document from muniment.request_document r join muniment.document f on f.id = r.document
         where $1::text = r.request || '.' || f.format and r.request = substring($1::text from '^(R-.*)\.')
        union all
        select unnest(array[c.body, c.pdf]) from muniment.certificate c
         where c.run = substring($1::text from '^certificate-run-(\d{1,18})\.')::bigint)
   and d.format = substring($1::text from '\.(.*)$')

-- A name that is still another document's, or was and whose file is not yet removed, is the newer document's from now on.
-- name: document_copy_insert
insert into muniment.document_copy (folder, name, document, sha256, written_at)
select $1::uuid, $2::text, d.id, d.sha256, case when $4::boolean then now() end
  from muniment.document d where d.id = $3::bigint
on conflict (folder, name) where removed_at is null do update
   set document = excluded.document, sha256 = excluded.sha256, written_at = excluded.written_at, ended_by = null,
       ended_at = null
 where document_copy.document is distinct from excluded.document or document_copy.written_at is null

-- name: document_copy_known
select from muniment.document_copy where folder = $1::uuid and name = $2::text and removed_at is null

-- columns: document_copy
c.id, c.name

-- What is to be written or removed in a folder. Locked, so that the document stays until it is written; one that
-- another has locked is in good hands. What belongs to a closed register may be of somebody destroyed; what has been
-- found out about somebody since, after a crash perhaps, stops their letter here too.
-- name: document_copy_pending
select {document_copy}, c.document from muniment.document_copy c
 where c.folder = $1::uuid and c.id > $2::bigint and c.removed_at is null and (c.written_at is null or c.document is null)
   and not exists (select from muniment.document d join muniment.subject_ref s on s.ref = d.subject
                     join muniment.closing x on x.register = s.register and x.opened_at is null
                    where d.id = c.document)
   and not exists (select from muniment.document d join muniment.outward_stop o on o.subject = d.subject
                    where d.id = c.document)
 order by c.id limit $3::integer
   for update of c skip locked

-- name: document_copy_settle
update muniment.document_copy c
   set written_at = case when w.how = 'written' then now() else c.written_at end,
       removed_at = case when w.how <> 'written' then now() end,
       found = case when w.how <> 'written' then w.how = 'removed' end
  from unnest($1::bigint[], $2::text[]) as w (id, how)
 where c.id = w.id

-- The document stays, its copies go.
-- name: document_copy_end
update muniment.document_copy set document = null where document = $1::bigint and folder = $2::uuid

-- What the run or closing of that token destroyed, and was removed here: is it still so?
-- name: document_copy_removed
select {document_copy} from muniment.document_copy c
 where c.ended_by = $1::uuid and c.folder = $2::uuid and c.id > $3::bigint and c.removed_at is not null
   and not exists (select from muniment.document_copy n
                    where n.folder = c.folder and n.name = c.name and n.removed_at is null)
 order by c.id limit $4::integer

-- name: document_copy_reopen
update muniment.document_copy set removed_at = null, found = null where id = any($1::bigint[])

-- By folder: what one run or closing destroyed and whose copies are not removed; null: whoever.
-- name: document_copy_left
select f.id::text as id, f.host, f.path, count(*) as copies, min(c.name) as first, max(c.name) as last
  from muniment.document_copy c join muniment.folder f on f.id = c.folder
 where ($1::uuid is null or c.ended_by = $1::uuid) and c.document is null and c.removed_at is null and f.gone_on is null
 group by f.id order by f.host, f.path

-- name: document_copy_count
select count(*) filter (where c.found) as destroyed, count(*) filter (where not c.found) as missing,
       count(*) filter (where c.removed_at is null) as out_of_reach
  from muniment.document_copy c where c.ended_by = $1::uuid

-- name: folder_list
select f.id::text as folder, f.host, f.path, f.gone_on as given_up_on, f.gone_by as given_up_by,
       count(c.id) filter (where c.document is not null and c.written_at is not null) as copies,
       count(c.id) filter (where c.document is not null and c.written_at is null) as unwritten,
       count(c.id) filter (where c.document is null) as unremoved
  from muniment.folder f
  left join muniment.document_copy c on c.folder = f.id and c.removed_at is null
 group by f.id order by f.host, f.path, f.first_seen_at

-- name: folder_give_up
update muniment.folder set gone_on = $2::date, gone_by = $3::text where id = $1::uuid and gone_on is null returning id
