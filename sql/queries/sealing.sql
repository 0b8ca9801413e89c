-- What is stored is sealed: for whom, and the key rows. First the newest of the authority's keys. A host may bring a newer
-- one only if it also has the newest so far: $1 is what the host has, its own first.

-- name: seal_recipient_ensure
with latest as (select recipient, n from muniment.seal_recipient order by n desc limit 1),
     new as (insert into muniment.seal_recipient (n, recipient)
             select coalesce((select n from latest), 0) + 1, ($1::text[])[1]
              where ($1::text[])[1] is not null and coalesce((select recipient = any($1::text[]) from latest), true)
             on conflict do nothing
             returning recipient)
select coalesce((select recipient from new), (select recipient from latest)) as recipient

-- How far it has come: the newest key; documents that lie open; keys wrapped for another authority's key or escrow ($1).
-- name: seal_state
select l.recipient,
       (select count(*) from muniment.document where not sealed) as open,
       (select count(*) from muniment.seal_key k where (k.recipient, coalesce(k.escrow, '')) <> (l.recipient, $1::text)) as stale,
       (select count(*) from muniment.seal_key) as sealed
  from (select (select recipient from muniment.seal_recipient order by n desc limit 1) as recipient) l

-- name: seal_key_stale
select id, header from muniment.seal_key
 where id > $1::bigint and (recipient, coalesce(escrow, '')) <> ($2::text, coalesce($3::text, ''))
 order by id limit $4::integer
   for update skip locked

-- name: seal_key_wrap
update muniment.seal_key k
   set header = w.header, recipient = $3::text, escrow = $4::text
  from unnest($1::bigint[], $2::text[]) as w (id, header)
 where k.id = w.id
