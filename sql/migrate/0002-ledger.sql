-- The ledger: every consequential act leaves an entry. It is pending in the act's own transaction; one
-- sequencer at a time then numbers it, extends the Merkle tree and signs a checkpoint (daemon/ledger/).
--
-- Nothing here is ever changed. What is numbered may not be updated, deleted or truncated by anybody, the
-- owner included. A pending row may not be changed either, and may be deleted only when an entry stands for
-- it: the sequencer's move is an insert and that delete, in one transaction. A superuser can switch the
-- triggers off; what he does then is found by "muniment ledger verify", for he cannot sign, and the
-- checkpoints in the journal and in the checkpoint file are out of the database's reach.

-- Whole numbers only, no larger than every JSON reader keeps exactly, so that a leaf has one form.
create function muniment.ledger_detail_is_plain(detail jsonb) returns boolean
        language sql immutable strict parallel safe
        set search_path = pg_catalog
        return jsonb_typeof(detail) = 'object' and not jsonb_path_exists(detail,
                '$.** ? (@.type() == "number" && (@ != @.floor() || @ > 9007199254740991 || @ < -9007199254740991))');

create table muniment.ledger_pending (
        id       bigint generated always as identity primary key,
        at       timestamptz not null default now(),
        acted_on date not null,
        kind     text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
        actor    text not null,
        subject  uuid,
        about    text,
        detail   jsonb not null default '{}' check (muniment.ledger_detail_is_plain(detail))
);

-- leaf is the canonical text that is hashed (daemon/ledger/leaf.h); its bytes in UTF-8, nothing else.
create table muniment.ledger_entry (
        index     bigint primary key check (index >= 0),
        leaf      text not null,
        leaf_hash bytea not null check (length(leaf_hash) = 32),
        pending   bigint not null unique
);

-- Roots of perfect subtrees of 2^level leaves, of every eighth level: with these any proof needs a few
-- hundred hashes, whatever the ledger's size. They can be recomputed from the leaves.
create table muniment.ledger_node (
        level smallint not null check (level > 0 and level % 8 = 0),
        index bigint not null check (index >= 0),
        hash  bytea not null check (length(hash) = 32),
        primary key (level, index)
);

create table muniment.ledger_checkpoint (
        size      bigint primary key check (size > 0),
        root      bytea not null check (length(root) = 32),
        note      text not null,
        signed_at timestamptz not null default now()
);

create function muniment.ledger_refuse() returns trigger language plpgsql
        set search_path = pg_catalog as $$
begin
        raise exception 'the ledger is only ever added to: % on % is refused', tg_op, tg_table_name
                using errcode = 'insufficient_privilege';
end $$;

create function muniment.ledger_refuse_unnumbered() returns trigger language plpgsql
        set search_path = pg_catalog as $$
begin
        if exists (select from gone
                   where not exists (select from muniment.ledger_entry e where e.pending = gone.id)) then
                raise exception 'a pending entry of the ledger goes only when it has been numbered'
                        using errcode = 'insufficient_privilege';
        end if;
        return null;
end $$;

create trigger refuse before update or delete or truncate on muniment.ledger_entry
        for each statement execute function muniment.ledger_refuse();
create trigger refuse before update or delete or truncate on muniment.ledger_node
        for each statement execute function muniment.ledger_refuse();
create trigger refuse before update or delete or truncate on muniment.ledger_checkpoint
        for each statement execute function muniment.ledger_refuse();
create trigger refuse before update or truncate on muniment.ledger_pending
        for each statement execute function muniment.ledger_refuse();
create trigger refuse_unnumbered after delete on muniment.ledger_pending
        referencing old table as gone
        for each statement execute function muniment.ledger_refuse_unnumbered();

grant select on muniment.ledger_pending, muniment.ledger_entry, muniment.ledger_node, muniment.ledger_checkpoint
        to muniment_engine, muniment_officer, muniment_auditor;
grant insert on muniment.ledger_pending to muniment_engine, muniment_officer;
grant delete on muniment.ledger_pending to muniment_engine;
grant insert on muniment.ledger_entry, muniment.ledger_node, muniment.ledger_checkpoint to muniment_engine;
