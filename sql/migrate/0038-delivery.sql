-- Handing letters over. A delivery is one letter on its way to one reader; an attempt is one try of it by one channel, on record
-- before it is made. Its life is that of daemon/model/lives/attempt.c. All of it goes with the subject.

insert into muniment.life_edge values
        ('attempt', 'planned', 'sending', false),
        ('attempt', 'planned', 'delivered', true),
        ('attempt', 'planned', 'failed', true),
        ('attempt', 'sending', 'accepted', false),
        ('attempt', 'sending', 'doubtful', false),
        ('attempt', 'sending', 'failed', true),
        ('attempt', 'doubtful', 'accepted', false),
        ('attempt', 'doubtful', 'planned', false),
        ('attempt', 'doubtful', 'failed', true),
        ('attempt', 'accepted', 'dispatched', false),
        ('attempt', 'accepted', 'failed', true),
        ('attempt', 'accepted', 'returned', true),
        ('attempt', 'dispatched', 'delivered', true),
        ('attempt', 'dispatched', 'failed', true),
        ('attempt', 'dispatched', 'returned', true),
        ('attempt', 'delivered', 'returned', false);

alter table muniment.delivery
        drop constraint delivery_state_check,
        -- Why it is not handed over now, although it is ready; looked at again each time.
        add column stopped text check (stopped ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        add constraint delivery_state_check check (state in ('ready', 'sent', 'delivered', 'failed', 'returned', 'withdrawn'));
create index delivery_open on muniment.delivery (id) where state in ('ready', 'sent');

create table muniment.delivery_attempt (
        id          bigint generated always as identity primary key,
        delivery    bigint not null references muniment.delivery on delete cascade,
        channel     text not null check (channel in ('spool', 'hand', 'voice')),
        -- What a channel is told to know it by: it says nothing of anybody.
        reference   uuid not null unique default gen_random_uuid(),
        state       text not null default 'planned' check (state in ('planned', 'sending', 'doubtful', 'accepted', 'dispatched',
                                                                     'delivered', 'failed', 'returned')),
        because     text check (because ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        planned_on  date not null,
        accepted_on date,
        left_on     date,            -- out of the house: to the post, or into somebody's hands
        deemed_on   date,            -- counts as received then, if nothing else is heard
        ended_on    date,
        proof       text check (proof in ('hand', 'voice', 'deemed')),
        handed_as   text check (handed_as ~ '^[a-z]+(-[a-z]+)*$' and length(handed_as) <= 40), -- a post, never a name
        understood  text check (understood in ('well', 'partly', 'hardly')),
        recorded_by text,
        check (state <> 'delivered' or proof is not null),
        check (state <> 'failed' or because is not null)
);
create index on muniment.delivery_attempt (delivery);
create unique index attempt_open on muniment.delivery_attempt (delivery)
        where state in ('planned', 'sending', 'doubtful', 'accepted', 'dispatched');
create trigger attempt_life before insert or update of state on muniment.delivery_attempt
        for each row execute function muniment.life_step('attempt', 'planned');
create trigger stamp before insert on muniment.delivery_attempt for each row execute function muniment.stamp_actor('recorded_by');
create view muniment.open_attempt with (security_invoker = true) as
        select id, delivery, channel, state from muniment.delivery_attempt
         where state in ('planned', 'sending', 'doubtful', 'accepted', 'dispatched');

-- Which address a letter bears, so that one that has changed or come back is noticed: a digest that means nothing without the
-- salt, and that only the engine reads.
create table muniment.address_salt (
        one  boolean primary key default true check (one),
        salt bytea not null
);
insert into muniment.address_salt (salt)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
create table muniment.delivery_address (
        delivery    bigint primary key references muniment.delivery on delete cascade,
        mark        bytea not null,
        returned_on date             -- a letter to it came back: nothing goes there any more, whoever it is for
);
create index delivery_address_disproved on muniment.delivery_address (mark) where returned_on is not null;
create function muniment.address_mark(lines text) returns bytea
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        -- Between two numbers what parts them counts (flat 1, 11 High Street is not flat 11, 1 High Street), but within a
        -- postcode it does not.
        select sha256(salt || convert_to(upper(regexp_replace(regexp_replace(
                       regexp_replace(lines, '[[:space:]]+([0-9][A-Za-z]{2}[[:space:]]*)$', '\1'),
                       '([0-9])[^[:alnum:]]+(?=[0-9])', '\1_', 'g'), '[^[:alnum:]_]', '', 'g')), 'UTF8'))
          from muniment.address_salt
$$;
revoke all on function muniment.address_mark(text) from public;

-- A print room says that it has taken a letter by moving its file.
alter table muniment.document_copy add column taken_at timestamptz;
create index document_copy_by_name on muniment.document_copy (folder, name, id);

grant execute on function muniment.address_mark(text) to muniment_engine;
grant select, insert, update on muniment.delivery_attempt, muniment.delivery_address to muniment_engine;
grant select on muniment.delivery_attempt, muniment.open_attempt to muniment_engine, muniment_officer, muniment_auditor;
grant update (taken_at) on muniment.document_copy to muniment_engine;
