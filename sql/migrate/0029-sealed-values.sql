-- What a case holds in its own words is sealed as well: the values of a dossier under a key of the case, the name of who asks
-- under one of the subject. A value is the base64 of an age payload; joined with the header in the key row it is a file
-- that any `age` opens. Dropping the one row destroys them all.

alter table muniment.seal_key alter document drop not null;
alter table muniment.seal_key add request text unique references muniment.request on delete cascade;
alter table muniment.seal_key add subject uuid references muniment.subject_ref on delete cascade;
-- Of a document; of a subject; or of a case about a subject, which goes with the subject too.
alter table muniment.seal_key add check ((document is null) = (subject is not null) and (request is null or subject is not null));
create unique index seal_key_subject on muniment.seal_key (subject) where request is null and document is null;
create index on muniment.seal_key (subject);

alter table muniment.dossier_item add sealed boolean not null default false; -- value and redacted are
create index dossier_item_open on muniment.dossier_item (request) where not sealed;
alter table muniment.request_party add sealed boolean not null default false; -- name is
create index request_party_open on muniment.request_party (request) where not sealed;

grant select (request, subject) on muniment.seal_key to muniment_officer, muniment_auditor;
grant update (name, sealed) on muniment.request_party to muniment_engine;
