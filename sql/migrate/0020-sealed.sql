-- Whatever is stored is sealed: the age v1 format, each under a key of its own. The age header, which hands that key to
-- the authority and to whoever holds the escrow key, is a row here; the body lies elsewhere. Joined, any `age` opens them;
-- without the row nobody does, and the row goes with what it is of.

-- The authority's keys, as hosts came to use them; the newest is the one that is sealed for. A host that has another alone
-- is refused, so that no two hosts seal for keys of which each has one.
create table muniment.seal_recipient (
        n         integer primary key,
        recipient text not null unique check (recipient ~ '^age1[02-9ac-hj-np-z]{58}$'),
        since     timestamptz not null default now()
);

create table muniment.seal_key (
        id        bigint generated always as identity primary key,
        header    text not null,
        recipient text not null references muniment.seal_recipient (recipient),
        escrow    text,            -- for whom besides
        document  bigint not null unique references muniment.document on delete cascade
);
create index on muniment.seal_key (recipient, escrow);

alter table muniment.document add sealed boolean not null default false; -- body is an age payload
create index document_open on muniment.document (id) where not sealed;

-- What was made before there was a key is sealed later; nothing else of a document ever changes.
create function muniment.document_guard() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        if old.sealed or not new.sealed or (to_jsonb(old) - '{body,sealed}'::text[]) <> (to_jsonb(new) - '{body,sealed}'::text[]) then
                raise exception 'a document is sealed once, and else stays as it was made' using errcode = 'check_violation';
        end if;
        return new;
end $$;
create trigger document_guard before update on muniment.document
        for each row execute function muniment.document_guard();

grant select, insert on muniment.seal_recipient to muniment_engine;
grant select on muniment.seal_recipient to muniment_officer, muniment_auditor;
grant select, insert, delete, update (header, recipient, escrow) on muniment.seal_key to muniment_engine;
-- People open documents through the engine. What is to be seen is how far the sealing has come.
grant select (id, recipient, escrow, document) on muniment.seal_key to muniment_officer, muniment_auditor;
grant update (body, sealed) on muniment.document to muniment_engine;
revoke select on muniment.document from muniment_officer;
grant select (id, kind, format, language, subject, sha256, made_on, made_at, sealed) on muniment.document to muniment_officer;
grant select (sealed) on muniment.document to muniment_auditor;
