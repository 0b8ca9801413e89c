-- The run that an entry is about, for its certificate: made of the leaf itself, so that it cannot say anything else, and
-- asked by an index of its own in place of what the leaf's text begins with.
drop index muniment.ledger_entry_run;
alter table muniment.ledger_entry add run bigint generated always as (
        case when starts_with(leaf, '{"about":"run ') then substring(leaf from '^\{"about":"run ([0-9]{1,18})[ "]')::bigint end) stored;
create index ledger_entry_run on muniment.ledger_entry (run, index) where run is not null;
