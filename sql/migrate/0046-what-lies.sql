-- What lay in the folder before attempts were on record is an attempt too: it can be called back, and is taken once.

-- Of what lies in a folder that was given up nobody hears any more, and it is not laid again.
delete from muniment.delivery d
 where d.request_letter is not null and not exists (select from muniment.delivery_attempt a where a.delivery = d.id)
   and exists (select from muniment.document_copy c join muniment.folder f on f.id = c.folder
                where c.document = d.document and c.removed_at is null and f.gone_on is not null)
   and not exists (select from muniment.document_copy c join muniment.folder f on f.id = c.folder
                    where c.document = d.document and c.removed_at is null and f.gone_on is null);

-- That a person has read the case nobody knows of these.
update muniment.request_letter l set read = false from muniment.delivery d
 where d.request_letter = l.id and l.read and not exists (select from muniment.delivery_attempt a where a.delivery = d.id);

-- Planned, and there already: step by step, as its life goes. Its days in the folder count from here.
insert into muniment.delivery_attempt (delivery, channel, planned_on)
select d.id, 'spool', d.ready_on from muniment.delivery d
 where d.state = 'ready' and not exists (select from muniment.delivery_attempt a where a.delivery = d.id)
   and exists (select from muniment.document_copy c join muniment.folder f on f.id = c.folder
                where c.document = d.document and c.removed_at is null and f.gone_on is null);
update muniment.delivery_attempt a set state = 'sending'
 where a.channel = 'spool' and a.state = 'planned'
   and exists (select from muniment.delivery d join muniment.document_copy c on c.document = d.document
                where d.id = a.delivery and c.removed_at is null);
update muniment.delivery_attempt a set state = 'accepted', accepted_on = current_date
 where a.channel = 'spool' and a.state = 'sending'
   and exists (select from muniment.delivery d join muniment.document_copy c on c.document = d.document
                where d.id = a.delivery and c.removed_at is null);

-- A person gave words for it. They are not kept, so whoever makes it anew says them.
alter table muniment.request_letter add column said boolean not null default false;
update muniment.request_letter set said = true where kind in ('nothing-found', 'progress') and document is not null;

-- Called back too late, it may come back all the same.
insert into muniment.life_edge values ('attempt', 'failed', 'returned', false);
