-- Letters to whoever made a request. A row stays with the request and says nothing of a person; the letter itself is a
-- document, and goes with the subject.

alter table muniment.request_wish drop constraint request_wish_kind_check;
alter table muniment.request_wish add constraint request_wish_kind_check check (
        kind in ('letters-to', 'reach', 'form', 'safe', 'not-to', 'needed-by'));

-- Whether they said in which language to answer. Of before it was asked for nobody knows.
alter table muniment.request add language_said boolean not null default false;

create table muniment.request_letter (
        id       bigint generated always as identity primary key,
        request  text not null references muniment.request,
        kind     text not null check (kind in ('received', 'identity-wanted', 'authority-wanted', 'clarification-wanted', 'extension')),
        occasion text not null check (occasion ~ '^[a-z]+-[0-9-]+$'), -- what it tells of: one of a kind makes one letter
        due_on   date not null,
        state    text not null default 'wanted' check (state in ('wanted', 'waiting', 'made', 'told', 'lapsed')),
        reason   text check (reason ~ '^[a-z]+(-[a-z0-9]+)*$'),
        document bigint references muniment.document on delete set null,
        language text check (language ~ '^[a-z]{2,8}(-[a-z]{2,8})*$'),
        pages    integer check (pages > 0),
        made_on  date,
        unique (request, kind, occasion),
        check ((state in ('made', 'told')) = (made_on is not null))
);
create index request_letter_open on muniment.request_letter (request) where state in ('wanted', 'waiting');
create index on muniment.request_letter (document) where document is not null;
grant select, insert, update on muniment.request_letter to muniment_engine;
grant select on muniment.request_letter to muniment_officer, muniment_auditor;
