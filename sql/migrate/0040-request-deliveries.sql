-- A letter of a request is delivered as one of a notice is: judged again while it lies, taken, received, come back. Its delivery goes
-- with the letter's document, and so with the subject.

alter table muniment.delivery
        alter column notice drop not null,
        add column request_letter bigint unique references muniment.request_letter,
        add column document bigint references muniment.document on delete cascade;
update muniment.delivery d set document = n.document from muniment.notice n where n.id = d.notice;
-- What lies in the folder; of one that lay there and was fetched by somebody nothing is known.
insert into muniment.delivery (request_letter, document, channel, ready_on)
select l.id, l.document, 'post', l.made_on from muniment.request_letter l
 where l.state = 'made' and exists (select from muniment.document_copy c where c.document = l.document and c.removed_at is null);
alter table muniment.delivery
        alter column document set not null,
        add constraint delivery_of_one check ((notice is null) <> (request_letter is null));
create index on muniment.delivery (document);

-- A person has read the case, and what is safe, and had it made.
alter table muniment.request_letter add column read boolean not null default false;
update muniment.request_letter set read = true where state = 'made';
