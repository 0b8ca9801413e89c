-- The ledger as numbered and signed.

-- How far it is numbered, and how far it is signed.
-- columns: ledger_sizes
(select coalesce(max(index) + 1, 0) from muniment.ledger_entry) as entries,
       (select coalesce(max(size), 0) from muniment.ledger_checkpoint) as signed_size

-- name: ledger_size
select {ledger_sizes}

-- name: ledger_state
select {ledger_sizes}, (select count(*) from muniment.ledger_pending) as pending,
       (select count(*) from muniment.ledger_checkpoint) as checkpoints

-- name: ledger_pending_next
select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, acted_on, kind, actor, subject,
       about, detail
from muniment.ledger_pending order by id limit :limit::bigint

-- name: ledger_append
insert into muniment.ledger_entry (index, leaf, leaf_hash, pending)
select :first::bigint + n.place - 1, n.leaf, n.leaf_hash, n.pending
from unnest(:leaves::text[], :hashes::bytea[], :pending::bigint[]) with ordinality as n (leaf, leaf_hash, pending, place)

-- name: ledger_numbered
delete from muniment.ledger_pending where id = any (:pending::bigint[])

-- name: ledger_node_add
insert into muniment.ledger_node (level, index, hash) values (:level::smallint, :index::bigint, :hash::bytea)

-- name: ledger_checkpoint_add
insert into muniment.ledger_checkpoint (size, root, note) values (:size::bigint, :root::bytea, :note::text)

-- columns: ledger_checkpoint
size, root, note

-- name: ledger_checkpoint_at
select {ledger_checkpoint} from muniment.ledger_checkpoint where size = :size::bigint

-- name: ledger_checkpoint_last
select {ledger_checkpoint} from muniment.ledger_checkpoint order by size desc limit 1

-- name: ledger_checkpoints_between
select {ledger_checkpoint} from muniment.ledger_checkpoint where size > :after::bigint and size <= :upto::bigint order by size

-- columns: ledger_leaf
index, leaf, leaf_hash

-- name: ledger_entries
select {ledger_leaf} from muniment.ledger_entry
where index >= :begin::bigint and index < :end::bigint order by index

-- name: ledger_entries_of_run
select {ledger_leaf} from muniment.ledger_entry where run = :run::bigint and index < :end::bigint order by index

-- name: ledger_leaf_hashes
select string_agg(leaf_hash, '' order by index) as hashes from muniment.ledger_entry
where index >= :begin::bigint and index < :end::bigint

-- name: ledger_node_hashes returns ledger_leaf_hashes
select string_agg(hash, '' order by index) as hashes from muniment.ledger_node
where level = :level::smallint and index >= :begin::bigint and index < :end::bigint
