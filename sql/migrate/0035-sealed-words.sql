-- What people wrote about a case is sealed like its values: how something was found and a health professional's opinion under the
-- key of the subject, what was weighed for an item under that of the case, the words of a hold and the value that it names
-- under one of the hold's.

alter table muniment.seal_key add hold bigint unique references muniment.hold on delete cascade;
alter table muniment.seal_key drop constraint seal_key_check;
alter table muniment.seal_key add constraint seal_key_check check (
        num_nonnulls(document, subject, hold) = 1 and (request is null or subject is not null));

-- A sealed text is longer: 4 bytes for 3, and 32 before.
alter table muniment.request_note add sealed boolean not null default false, drop constraint request_note_how_check,
        add constraint request_note_how_check check (length(how) <= case when sealed then 2800 else 500 end);
create index request_note_open on muniment.request_note (request) where not sealed;
alter table muniment.request_opinion add sealed boolean not null default false, -- who and why are
        drop constraint request_opinion_who_check, drop constraint request_opinion_why_check,
        add constraint request_opinion_who_check check (length(who) <= case when sealed then 1200 else 200 end),
        add constraint request_opinion_why_check check (length(why) <= case when sealed then 2800 else 500 end);
create index request_opinion_open on muniment.request_opinion (request) where not sealed;
alter table muniment.dossier_item add how_sealed boolean not null default false, drop constraint dossier_item_how_check,
        add constraint dossier_item_how_check check (length(how) <= case when how_sealed then 2800 else 500 end);
create index dossier_item_how_open on muniment.dossier_item (request) where how is not null and not how_sealed;

alter table muniment.hold add sealed boolean not null default false; -- reason, evidence, release_reason and of_value are
create index hold_open on muniment.hold (id)
        where not sealed and (reason is not null or evidence is not null or release_reason is not null or of_value is not null);
alter table muniment.hold_review add sealed boolean not null default false; -- because is
create index hold_review_open on muniment.hold_review (hold) where not sealed;

grant update (how, sealed) on muniment.request_note to muniment_engine;
grant update (who, why, sealed) on muniment.request_opinion to muniment_engine;
grant update (because, sealed) on muniment.hold_review to muniment_engine;
grant select (sealed) on muniment.hold, muniment.hold_review to muniment_auditor;
grant select (hold) on muniment.seal_key to muniment_officer, muniment_auditor;

-- Whoever seals a decision has not made it.
drop trigger stamp on muniment.dossier_item;
create trigger stamp before update on muniment.dossier_item for each row
        when (old.sealed = new.sealed and (old.decision is distinct from new.decision or old.because is distinct from new.because
              or old.redacted is distinct from new.redacted or old.decided_by is distinct from new.decided_by))
        execute function muniment.stamp_actor('decided_by');
