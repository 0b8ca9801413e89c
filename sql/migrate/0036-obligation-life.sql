-- A duty to tell somebody has a life like the others: daemon/model/lives/obligation.c.
insert into muniment.life_edge values
        ('obligation', 'open', 'waiting', false),
        ('obligation', 'open', 'met', true),
        ('obligation', 'open', 'lapsed', true),
        ('obligation', 'waiting', 'open', false),
        ('obligation', 'waiting', 'met', true),
        ('obligation', 'waiting', 'lapsed', true);
create trigger obligation_life before insert or update of state on muniment.obligation
        for each row execute function muniment.life_step('obligation', 'open');
create view muniment.open_obligation with (security_invoker = true) as
        select id, subject, notice, audience, due_on, state from muniment.obligation
         where state in ('open', 'waiting');
-- The index that carries the view is called like those of the other lives.
alter index muniment.obligation_open rename to obligation_to_compose;
alter index muniment.obligation_due rename to obligation_open;
grant select on muniment.open_obligation to muniment_engine, muniment_officer, muniment_auditor;
