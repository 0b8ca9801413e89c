-- What is stored is sealed: for whom, and the key rows. First the newest of the authority's keys. A host may bring a newer
-- one only if it also has the newest so far: held is what the host has, its own first.

-- name: seal_recipient_ensure
with latest as (select recipient, n from muniment.seal_recipient order by n desc limit 1),
     new as (insert into muniment.seal_recipient (n, recipient)
             select coalesce((select n from latest), 0) + 1, (:held::text[])[1]
              where (:held::text[])[1] is not null and coalesce((select recipient = any(:held::text[]) from latest), true)
             on conflict do nothing
             returning recipient)
select coalesce((select recipient from new), (select recipient from latest)) as recipient

-- How far it has come: the newest key; documents that lie open; keys wrapped for another authority's key or escrow.
-- name: seal_state
select l.recipient,
       (select count(*) from muniment.document where not sealed) as open,
       (select count(*) from muniment.seal_key k where (k.recipient, coalesce(k.escrow, '')) <> (l.recipient, :escrow::text)) as stale,
       (select count(*) from muniment.seal_key) as sealed
  from (select (select recipient from muniment.seal_recipient order by n desc limit 1) as recipient) l

-- name: seal_key_stale
select id, header from muniment.seal_key
 where id > :after::bigint and (recipient, coalesce(escrow, '')) <> (:recipient::text, coalesce(:escrow::text, ''))
 order by id limit :limit::integer
   for update skip locked

-- name: seal_key_wrap
update muniment.seal_key k
   set header = w.header, recipient = :recipient::text, escrow = :escrow::text
  from unnest(:ids::bigint[], :headers::text[]) as w (id, header)
 where k.id = w.id
