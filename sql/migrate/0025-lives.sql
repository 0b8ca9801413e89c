-- Lives: what may come after what, of runs and of requests, as daemon/model/lives/ has it; final: what takes the step is open
-- no longer. One table and one guard for all of them, and one view each of what is open: statements ask that, and list no
-- states. The views' conditions are those of the indexes run_open and request_open, which carry them.
create table muniment.life_edge (
        life       text not null,
        state_from text not null,
        state_to   text not null,
        final      boolean not null,
        primary key (life, state_from, state_to)
);
insert into muniment.life_edge values
        ('run', 'planned', 'approved', false),
        ('run', 'planned', 'stopped', true),
        ('run', 'approved', 'running', false),
        ('run', 'approved', 'stopped', true),
        ('run', 'running', 'disposed', true),
        ('run', 'running', 'stopped', true),
        ('run', 'running', 'failed', false),
        ('run', 'failed', 'running', false),
        ('run', 'failed', 'stopped', true),
        ('run', 'disposed', 'verified', false),
        ('run', 'verified', 'certified', false),
        ('request', 'received', 'identified', false),
        ('request', 'identified', 'collected', false),
        ('request', 'collected', 'reviewed', false),
        ('request', 'reviewed', 'approved', false),
        ('request', 'approved', 'rendered', false),
        ('request', 'rendered', 'released', true),
        ('request', 'released', 'expired', false),
        ('request', 'reviewed', 'collected', false),
        ('request', 'approved', 'collected', false),
        ('request', 'rendered', 'collected', false),
        ('request', 'received', 'refused', true),
        ('request', 'identified', 'refused', true),
        ('request', 'collected', 'refused', true),
        ('request', 'reviewed', 'refused', true),
        ('request', 'received', 'withdrawn', true),
        ('request', 'identified', 'withdrawn', true),
        ('request', 'collected', 'withdrawn', true),
        ('request', 'reviewed', 'withdrawn', true),
        ('request', 'approved', 'withdrawn', true),
        ('request', 'rendered', 'withdrawn', true);

-- The first argument is the life; the second, for a trigger on insert, how it begins.
create function muniment.life_step() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        if tg_op = 'INSERT' then
                if new.state <> tg_argv[1] then
                        raise exception 'a % begins as %', tg_argv[0], tg_argv[1] using errcode = 'check_violation';
                end if;
        elsif new.state is distinct from old.state and not exists (
                        select from muniment.life_edge
                         where life = tg_argv[0] and state_from = old.state and state_to = new.state) then
                raise exception 'a % does not step from % to %', tg_argv[0], old.state, new.state
                        using errcode = 'check_violation';
        end if;
        return new;
end $$;
revoke all on function muniment.life_step() from public;

create or replace function muniment.run_step() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        new.changed_at = now();
        return new;
end $$;
create trigger run_life before insert or update of state on muniment.run
        for each row execute function muniment.life_step('run', 'planned');

drop trigger request_state_guard on muniment.request;
drop function muniment.request_state_guard();
alter table muniment.request add constraint request_state_check check (state in ('received', 'identified', 'collected',
        'reviewed', 'approved', 'rendered', 'released', 'expired', 'refused', 'withdrawn'));
create trigger request_life before update of state on muniment.request
        for each row execute function muniment.life_step('request');

drop table muniment.run_edge;
drop table muniment.request_edge;

create view muniment.open_run with (security_invoker = true) as
        select id, token, register, rule, state, approval from muniment.run
         where state in ('planned', 'approved', 'running', 'failed');
create view muniment.open_request with (security_invoker = true) as
        select ref, kind, register, subject, received_on, due_on, state from muniment.request
         where state not in ('released', 'expired', 'refused', 'withdrawn');

grant select on muniment.life_edge, muniment.open_run, muniment.open_request
        to muniment_engine, muniment_officer, muniment_auditor;
