-- Copies of documents outside the database: each is a row before it is a file, so that whatever crashes, no file is
-- there that nobody knows of. A row outlives its document, for as long as the file has to be removed and longer: it
-- says nothing about a person, and neither does the file's name.

-- A folder that copies are laid in, known by the number in a file of its own in it, wherever it is mounted.
create table muniment.folder (
        id            uuid primary key,
        host          text not null,  -- where it was first seen, to be found again by people
        path          text not null,
        first_seen_at timestamptz not null default now(),
        -- Said by a person: it will not be seen again. Its copies are then beyond the daemon's reach.
        gone_on       date,
        gone_by       text,
        check ((gone_on is null) = (gone_by is null))
);

create table muniment.document_copy (
        id         bigint generated always as identity primary key,
        folder     uuid not null references muniment.folder,
        name       text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9-]*\.[a-z]+$'),
        -- Null once the document is destroyed, with its subject or by itself: then the file goes.
        document   bigint references muniment.document on delete set null,
        sha256     bytea not null,
        made_at    timestamptz not null default now(),
        written_at timestamptz,
        -- The token of the run or closing that destroyed the document's subject.
        ended_by   uuid,
        ended_at   timestamptz,
        removed_at timestamptz,
        found      boolean,           -- when it was to be removed: false, somebody had taken it away before
        check ((removed_at is null) = (found is null))
);
-- A name is one copy's while a file may have it.
create unique index document_copy_name on muniment.document_copy (folder, name) where removed_at is null;
create index document_copy_document on muniment.document_copy (document) where document is not null;
create index document_copy_pending on muniment.document_copy (folder, id)
        where removed_at is null and (written_at is null or document is null);
create index document_copy_ended on muniment.document_copy (ended_by) where ended_by is not null;

-- Whichever way the document went, by cascade or by itself: what destroys subjects says in muniment.ended_by who it is.
create function muniment.document_copy_ends() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        new.ended_at = now();
        new.ended_by = coalesce(new.ended_by, nullif(current_setting('muniment.ended_by', true), '')::uuid);
        return new;
end $$;
create trigger document_copy_ends before update of document on muniment.document_copy
        for each row when (new.document is null and old.document is not null)
        execute function muniment.document_copy_ends();

grant select on muniment.folder, muniment.document_copy to muniment_engine, muniment_officer, muniment_auditor;
grant insert on muniment.folder, muniment.document_copy to muniment_engine;
grant update (document, sha256, written_at, ended_by, ended_at, removed_at, found) on muniment.document_copy to muniment_engine;
grant update (gone_on, gone_by) on muniment.folder to muniment_engine;
