-- What people take back: that a letter had come back, and that it could not be delivered. What was tried before they said that it
-- is to be tried once more stays on record and counts no longer.
insert into muniment.life_edge values
        ('attempt', 'returned', 'delivered', false),
        ('attempt', 'returned', 'failed', false);
alter table muniment.delivery add column again_after bigint not null default 0;
