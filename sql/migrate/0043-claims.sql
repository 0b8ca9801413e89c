-- Rectification (UK GDPR Arts 16, 19): what is said to be wrong, what is decided of it, and who is told that it was wrong. The values
-- and the names are sealed under the subject's key, and go with the subject.

create table muniment.request_claim (
        request    text not null references muniment.request,
        n          integer not null,
        subject    uuid not null references muniment.subject_ref on delete cascade,
        entity     text not null,
        attribute  text not null,
        value      text not null,      -- the row, what it held, what it should hold, and on what evidence
        decision   text check (decision in ('correct', 'keep')),
        because    text check (because in ('evidence-seen', 'source-says', 'person-knows', 'incomplete', 'accurate', 'opinion')),
        decided_by text,
        decided_on date,
        begun_at   timestamptz,        -- from then on the register may hold it
        ended      text check (ended in ('corrected', 'beside', 'overtaken')),
        ended_on   date,
        replaced   boolean not null default false,  -- it was overtaken, and is said anew
        primary key (request, n),
        check ((decision is null) = (because is null) and (decision is null) = (decided_by is null)
               and (decision is null) = (decided_on is null)),
        check ((ended is null) = (ended_on is null)),
        check (not replaced or ended = 'overtaken'),
        check (decision = 'correct' or (begun_at is null and ended is null))
);
create index on muniment.request_claim (subject);
create trigger stamp before update on muniment.request_claim for each row
        when ((old.decision, old.because, old.decided_on, old.decided_by) is distinct from
              (new.decision, new.because, new.decided_on, new.decided_by))
        execute function muniment.stamp_actor('decided_by');

create table muniment.request_recipient (
        request     text not null references muniment.request,
        n           integer not null,
        subject     uuid not null references muniment.subject_ref on delete cascade,
        name        text not null,
        answer      text check (answer in ('told', 'impossible', 'unsafe')),
        answered_by text,
        answered_on date,
        primary key (request, n),
        check ((answer is null) = (answered_by is null) and (answer is null) = (answered_on is null))
);
create index on muniment.request_recipient (subject);
create trigger stamp before update on muniment.request_recipient for each row execute function muniment.stamp_actor('answered_by');

grant select, insert, update, delete on muniment.request_claim, muniment.request_recipient to muniment_engine;

-- What was said in a case that was withdrawn is kept no longer than it is needed for; what the register holds since is.
create function muniment.request_claim_end() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        delete from muniment.request_claim where request = new.ref and (begun_at is null or ended = 'overtaken');
        return null;
end $$;
revoke all on function muniment.request_claim_end() from public;
create trigger claims_end after update of state on muniment.request
        for each row when (new.state = 'withdrawn') execute function muniment.request_claim_end();
