-- Documents, and their copies outside the database. A document is made with its key row, where it is sealed.

-- name: document_insert
with made as (insert into muniment.document (kind, format, language, subject, sha256, body, made_on, sealed)
              values (:kind::text, :format::text, :language::text, :subject::uuid, :sha256::bytea, :body::bytea, :made_on::date, :header::text is not null)
              returning id),
     key as (insert into muniment.seal_key (header, recipient, escrow, document)
             select :header::text, :recipient::text, :escrow::text, id from made where :header::text is not null)
select id from made

-- Sealed without a key row is destroyed.
-- name: document_body
select d.body, k.header from muniment.document d left join muniment.seal_key k on k.document = d.id
 where d.id = :id::bigint and (not d.sealed or k.id is not null)

-- Made before there was a key.
-- name: document_unsealed
select id, body from muniment.document where not sealed and id > :after::bigint order by id limit :limit::integer
   for update skip locked

-- name: document_seal
with sealed as (update muniment.document set body = :body::bytea, sealed = true where id = :id::bigint and not sealed returning id)
insert into muniment.seal_key (header, recipient, escrow, document)
select :header::text, :recipient::text, :escrow::text, id from sealed

-- name: folder_ensure
insert into muniment.folder (id, host, path)
select :id::uuid, :host::text, :path::text where not exists (select from muniment.folder where id = :id::uuid)
on conflict (id) do nothing
returning id

-- Of before copies were known: which document a file would be of, by the name it was given.
-- name: document_by_file_name
select d.id, d.sha256 from muniment.document d
 where d.id in (
        select n.document from muniment.notice n where :name::text = 'N-' || n.obligation || '.pdf'
           and n.obligation = substring(:name::text from '^N-(\d{1,18})\.pdf$')::bigint
        union all
        select r.document from muniment.request_document r join muniment.document f on f.id = r.document
         where :name::text = r.request || '.' || f.format and r.request = substring(:name::text from '^(R-.*)\.')
        union all
        select unnest(array[c.body, c.pdf]) from muniment.certificate c
         where c.run = substring(:name::text from '^certificate-run-(\d{1,18})\.')::bigint)
   and d.format = substring(:name::text from '\.(.*)$')

-- A name that is still another document's, or was and whose file is not yet removed, is the newer document's from now on.
-- name: document_copy_insert
insert into muniment.document_copy (folder, name, document, sha256, written_at)
select :folder::uuid, :name::text, d.id, d.sha256, case when :written::boolean then now() end
  from muniment.document d where d.id = :document::bigint
on conflict (folder, name) where removed_at is null do update
   set document = excluded.document, sha256 = excluded.sha256, written_at = excluded.written_at, ended_by = null,
       ended_at = null
 where document_copy.document is distinct from excluded.document or document_copy.written_at is null

-- name: document_copy_known
select from muniment.document_copy where folder = :folder::uuid and name = :name::text and removed_at is null

-- columns: document_copy
c.id, c.name

-- What is to be written or removed in a folder. Locked, so that the document stays until it is written; one that
-- another has locked is in good hands. What belongs to a closed register may be of somebody destroyed; what has been
-- found out about somebody since, after a crash perhaps, stops their letter here too.
-- name: document_copy_pending
select {document_copy}, c.document from muniment.document_copy c
 where c.folder = :folder::uuid and c.id > :after::bigint and c.removed_at is null and (c.written_at is null or c.document is null)
   and not exists (select from muniment.document d join muniment.subject_ref s on s.ref = d.subject
                     join muniment.closing x on x.register = s.register and x.opened_at is null
                    where d.id = c.document)
   and not exists (select from muniment.document d join muniment.outward_stop o on o.subject = d.subject
                    where d.id = c.document)
 order by c.id limit :limit::integer
   for update of c skip locked

-- name: document_copy_settle
update muniment.document_copy c
   set written_at = case when w.how = 'written' then now() else c.written_at end,
       removed_at = case when w.how <> 'written' then now() end,
       found = case when w.how <> 'written' then w.how = 'removed' end
  from unnest(:ids::bigint[], :outcomes::text[]) as w (id, how)
 where c.id = w.id

-- The document stays, its copies go.
-- name: document_copy_end
update muniment.document_copy set document = null
 where document = :document::bigint and (:folder::uuid is null or folder = :folder::uuid) and removed_at is null

-- A file in the print room's own folder: it has taken the letter. Whatever became of the copy meanwhile, and again
-- after a crash: one whose writing was cut off before it was on record, and one that was called back too late, which is its
-- letter's again, so that it is not laid a second time.
-- name: document_copy_take
with taken as (update muniment.document_copy c
                  set taken_at = coalesce(c.taken_at, now()), removed_at = coalesce(c.removed_at, now()), found = true,
                      written_at = coalesce(c.written_at, now()),
                      document = coalesce(c.document, (select t.document from muniment.notice t
                          where t.obligation = substring(:name::text from '^N-(\d{1,18})\.pdf$')::bigint),
                          (select l.document from muniment.request_letter l
                            where l.id = substring(:name::text from '^L-(\d{1,18})\.pdf$')::bigint))
                where c.id = (select max(n.id) from muniment.document_copy n
                               where n.folder = :folder::uuid and n.name = :name::text)
               returning id)
select id from taken

-- Where the copies of a document are.
-- name: document_copy_where
select coalesce(bool_or(c.taken_at is not null), false) as taken,
       coalesce(bool_or(c.removed_at is null), false) as lies
  from muniment.document_copy c where c.document = :document::bigint

-- What lies in a folder for the print room.
-- name: document_copy_letters
select c.name, coalesce(n.pages, l.pages)::text as pages, encode(c.sha256, 'hex') as sha256, d.made_on::text as made_on
  from muniment.document_copy c join muniment.document d on d.id = c.document left join muniment.notice n on n.document = d.id
       left join muniment.request_letter l on l.document = d.id
 where c.folder = :folder::uuid and c.removed_at is null and c.written_at is not null and d.kind = 'letter'
 order by d.id

-- What the run or closing of that token destroyed, and was removed here: is it still so?
-- name: document_copy_removed
select {document_copy} from muniment.document_copy c
 where c.ended_by = :token::uuid and c.folder = :folder::uuid and c.id > :after::bigint and c.removed_at is not null
   and not exists (select from muniment.document_copy n
                    where n.folder = c.folder and n.name = c.name and n.removed_at is null)
 order by c.id limit :limit::integer

-- name: document_copy_reopen
update muniment.document_copy set removed_at = null, found = null where id = any(:ids::bigint[])

-- By folder: what one run or closing destroyed and whose copies are not removed; null: whoever.
-- name: document_copy_left
select f.id::text as id, f.host, f.path, count(*) as copies, min(c.name) as first, max(c.name) as last
  from muniment.document_copy c join muniment.folder f on f.id = c.folder
 where (:token::uuid is null or c.ended_by = :token::uuid) and c.document is null and c.removed_at is null and f.gone_on is null
 group by f.id order by f.host, f.path

-- name: document_copy_count
select count(*) filter (where c.found) as destroyed, count(*) filter (where not c.found) as missing,
       count(*) filter (where c.removed_at is null) as out_of_reach
  from muniment.document_copy c where c.ended_by = :token::uuid

-- name: folder_list
select f.id::text as folder, f.host, f.path, f.gone_on as given_up_on, f.gone_by as given_up_by,
       count(c.id) filter (where c.document is not null and c.written_at is not null) as copies,
       count(c.id) filter (where c.document is not null and c.written_at is null) as unwritten,
       count(c.id) filter (where c.document is null) as unremoved
  from muniment.folder f
  left join muniment.document_copy c on c.folder = f.id and c.removed_at is null
 group by f.id order by f.host, f.path, f.first_seen_at

-- name: folder_give_up
update muniment.folder set gone_on = :on::date, gone_by = :by::text where id = :id::uuid and gone_on is null returning id
