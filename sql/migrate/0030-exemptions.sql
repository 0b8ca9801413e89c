-- Items carry every rule that fired, the one proposed, what was weighed, and the opinion relied on.

alter table muniment.dossier_item
        add class    text not null default 'ordinary',
        add proposed text not null default 'undecided' check (proposed in ('undecided', 'disclose', 'withhold')),
        add rule     text not null default '',
        add rules    text not null default '',
        add how      text check (length(how) <= 500),
        add opinion  integer;
alter table muniment.dossier_item drop constraint dossier_item_about_check;
alter table muniment.dossier_item add constraint dossier_item_about_check
        check (about in ('subject', 'carer', 'practitioner', 'informant', 'system'));

-- What a health professional said (DPA 2018 Sch 3 paras 5, 6): it goes with the subject.
create table muniment.request_opinion (
        request  text not null references muniment.request,
        n        integer not null,
        subject  uuid not null references muniment.subject_ref on delete cascade,
        met      boolean not null, -- whether the test of serious harm is
        given_on date not null,
        who      text not null check (length(who) <= 200), -- name, profession, registration
        why      text not null check (length(why) <= 500), -- why it was theirs to give, and on which items
        primary key (request, n)
);
create index on muniment.request_opinion (subject);
grant select, insert on muniment.request_opinion to muniment_engine;
grant select on muniment.request_opinion to muniment_officer;

-- Reasons of before were wrong law: what has not gone out is collected anew, and decided again.
create temporary table anew on commit drop as
        select ref from muniment.request where state in ('collected', 'reviewed', 'approved', 'rendered');
delete from muniment.document where id in (select d.document from muniment.request_document d join anew on anew.ref = d.request);
delete from muniment.dossier_item where request in (select ref from anew);
delete from muniment.seal_key where request in (select ref from anew);
alter table muniment.request disable trigger request_life;
update muniment.request set state = 'identified' where ref in (select ref from anew);
alter table muniment.request enable trigger request_life;
insert into muniment.job (kind, arguments, key, run_on)
select 'request.collect', jsonb_build_object('request', ref), 'request.collect:' || ref, current_date from anew
on conflict do nothing;
