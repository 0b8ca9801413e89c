-- A register under section 12 of the Children Act 2004, for one local authority or many: every item of
-- Schedule 1 to SI 2007/2182 and nothing else (section 12(3)). Safe to run again.
--
--   * child is the subject. Every table that belongs to a subject carries child_id first in its key, so that
--     the same key routes a partition or a shard, and goes with the child by cascade.
--   * person holds parents and carers, shared by siblings; child_person links them. A person goes when the
--     last link has gone: that is the engine's work, not a cascade's.
--   * Facts are rows with since and until: what is superseded stays, with its until, until its time comes.
--   * Each fact row says who supplied it (source_id), under which power, when (supplied_on), when it was last
--     confirmed (verified_on), and when it was archived (archived_on).
--   * There is no column for prose. Every text has a closed list, a pattern, or a short limit: case notes
--     have nowhere to go (section 12(4)(h)).
--   * The cause for concern of section 12(4)(g) has no place either: the regulations never took it up.

do $$
declare
        wanted text;
begin
        foreach wanted in array array['muniment_engine', 'register_user', 'register_manager'] loop
                if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
                        execute format('create role %I nologin', wanted);
                end if;
        end loop;
end $$;

create schema if not exists register;

-- Check digits: law and arithmetic in one place each, so that a wrong number cannot be stored. Null gives
-- null. Not declared strict, and one expression each: so that the server puts them in line.

create or replace function register.nhs_number_valid(number text) returns boolean
        language sql immutable parallel safe as $$
        select number ~ '^[0-9]{10}$'
           and (ascii(substr(number, 1, 1)) * 10 + ascii(substr(number, 2, 1)) * 9
              + ascii(substr(number, 3, 1)) * 8 + ascii(substr(number, 4, 1)) * 7
              + ascii(substr(number, 5, 1)) * 6 + ascii(substr(number, 6, 1)) * 5
              + ascii(substr(number, 7, 1)) * 4 + ascii(substr(number, 8, 1)) * 3
              + ascii(substr(number, 9, 1)) * 2 + ascii(substr(number, 10, 1)) - 48 * 55) % 11 = 0
           and number <> '0000000000'
$$;

create or replace function register.upn_valid(number text) returns boolean
        language sql immutable parallel safe as $$
        select number ~ '^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$'
           and substr('ABCDEFGHJKLMNPQRTUVWXYZ', 1 + (
                   (ascii(substr(number, 2, 1)) - 48) * 2 + (ascii(substr(number, 3, 1)) - 48) * 3
                 + (ascii(substr(number, 4, 1)) - 48) * 4 + (ascii(substr(number, 5, 1)) - 48) * 5
                 + (ascii(substr(number, 6, 1)) - 48) * 6 + (ascii(substr(number, 7, 1)) - 48) * 7
                 + (ascii(substr(number, 8, 1)) - 48) * 8 + (ascii(substr(number, 9, 1)) - 48) * 9
                 + (ascii(substr(number, 10, 1)) - 48) * 10 + (ascii(substr(number, 11, 1)) - 48) * 11
                 + (ascii(substr(number, 12, 1)) - 48) * 12
                 + (strpos('0123456789', substr(number, 13, 1)) + strpos('ABCDEFGHJKLMNPQRTUVWXYZ',
                        substr(number, 13, 1)) - 1) * 13) % 23, 1)
               = substr(number, 1, 1)
$$;

-- Short texts. Names: no digits, no control characters, no sentence punctuation, at most eight words.
do $$
begin
        if to_regtype('register.name_text') is null then
                create domain register.name_text as text check (
                        length(value) between 1 and 70 and value !~ '[[:cntrl:]0-9<>;:!?"(){}@#/\\]'
                        and length(value) - length(replace(value, ' ', '')) <= 7 and value = btrim(value));
                create domain register.title_text as text check (
                        value in ('Mr', 'Mrs', 'Miss', 'Ms', 'Mx', 'Dr', 'Prof', 'Rev', 'Sir', 'Dame',
                               'Lord', 'Lady'));
                create domain register.organisation_text as text check (
                        length(value) between 1 and 100 and value !~ '[[:cntrl:]<>;!?"{}@#\\]'
                               and value = btrim(value));
                create domain register.line_text as text check (
                        length(value) between 1 and 60 and value !~ '[[:cntrl:]<>;:!?"{}@]'
                               and value = btrim(value));
                create domain register.postcode_text as text check (
                        value ~ '^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}$');
                create domain register.phone_text as text check (value ~ '^(0|\+)[0-9]{9,14}$');
                create domain register.email_text as text check (
                        length(value) <= 254 and value ~ '^[^\s@<>;:,"()]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$');
                create domain register.language_code as text check (value in ('en', 'cy', 'unknown'));
                create domain register.code_text as text check (value ~ '^[a-z]+(-[a-z0-9]+)*$'
                       and length(value) <= 40);
                -- Under what power a datum was supplied: section 12(7) must, 12(8) may, 12(9) the Secretary
                -- of State, or the operating authority's own functions.
                create domain register.power_code as text
                        check (value in ('must', 'may', 'secretary-of-state', 'own'));
        end if;
end $$;

-- Reference: named in reports, never disposed of.

create table if not exists register.source (
        source_id integer primary key,
        code      register.code_text not null unique,
        name      register.organisation_text not null,
        power     register.power_code not null -- the one it ordinarily supplies under
);

create table if not exists register.authority (
        authority_id integer primary key,
        code         text not null unique check (code ~ '^[0-9]{3}$'),
        name_en      register.organisation_text not null,
        name_cy      register.organisation_text,
        nation       text not null check (nation in ('england', 'wales')),
        phone        register.phone_text,
        email        register.email_text
);

create table if not exists register.school (
        urn      integer primary key check (urn between 100000 and 999999),
        laestab  text not null unique check (laestab ~ '^[0-9]{7}$'),
        name     register.organisation_text not null,
        phase    text not null check (phase in ('nursery', 'primary', 'secondary', 'special', 'college')),
        line_1   register.line_text,
        town     register.line_text,
        postcode register.postcode_text,
        phone    register.phone_text
);

create table if not exists register.gp_practice (
        ods_code text primary key check (ods_code ~ '^[A-Z][0-9]{5}$'),
        name     register.organisation_text not null,
        line_1   register.line_text,
        town     register.line_text,
        postcode register.postcode_text,
        phone    register.phone_text
);

-- Item 9 serves services not normally given to everybody of an age. Sensitive: sexual health, mental
-- health, substance abuse (reg 2).
create table if not exists register.service_kind (
        kind      register.code_text primary key,
        name_en   register.organisation_text not null,
        name_cy   register.organisation_text not null,
        level     text not null check (level in ('targeted', 'specialist')),
        sensitive boolean not null,
        unique (kind, sensitive)
);

create table if not exists register.provider (
        provider_id integer primary key,
        name        register.organisation_text not null,
        phone       register.phone_text,
        email       register.email_text
);

create table if not exists register.practitioner (
        practitioner_id integer primary key,
        given_names     register.name_text not null,
        family_name     register.name_text not null,
        provider_id     integer not null references register.provider,
        phone           register.phone_text,
        email           register.email_text
);
create index if not exists practitioner_provider on register.practitioner (provider_id);

-- Who may look (regs 9-10): enhanced certificate not older than three years, training, guidance agreed.
create table if not exists register.account (
        account_id     integer primary key,
        login          text not null unique check (login ~ '^[a-z][a-z0-9._-]{1,40}$'),
        given_names    register.name_text not null,
        family_name    register.name_text not null,
        provider_id    integer not null references register.provider,
        certificate_on date not null,
        trained_on     date not null,
        agreed_on      date not null,
        ended_on       date
);
create index if not exists account_provider on register.account (provider_id);

-- The subject.

create table if not exists register.child (
        child_id           bigint generated by default as identity primary key,
        number             text not null unique check (number ~ '^[0-9]{12}$'),  -- item 5
        nhs_number         text unique check (register.nhs_number_valid(nhs_number)),
        nhs_source_id      integer references register.source,
        nhs_power          register.power_code,
        nhs_supplied_on    date,
        nhs_verified_on    date,
        due_on             date,  -- expected birth, while only a midwife knows the child
        born_on            date,  -- item 4
        born_source_id     integer not null references register.source,
        born_power         register.power_code not null,
        born_supplied_on   date not null,
        born_verified_on   date,
        gender             text not null check (gender in ('female', 'male', 'not-specified')),  -- item 3
        gender_source_id   integer not null references register.source,
        gender_power       register.power_code not null,
        gender_supplied_on date not null,
        gender_verified_on date,
        died_on            date,  -- item 17
        died_source_id     integer references register.source,
        died_power         register.power_code,
        died_supplied_on   date,
        died_verified_on   date,
        language           register.language_code not null default 'unknown',
        -- Over 18 but within section 10 (reg 2). A withdrawn consent archives the record, and regulation 8(3)
        -- brings back only a child who had left England: so a second consent cannot follow on this record.
        relevant             boolean not null default false,
        consent_given_on     date,
        consent_withdrawn_on date,
        participating        boolean not null generated always as
                (consent_given_on is not null and consent_withdrawn_on is null) stored,
        shielded           boolean not null default false,  -- kept true by register.shield
        first_recorded_on  date not null default current_date,
        archived_on        date,
        archive_ground     text check (archive_ground in ('age-18', 'age-25', 'consent-withdrawn',
                'left-england', 'died', 'discretion')),
        check (born_on is not null or due_on is not null),
        check (died_on >= born_on),
        check (consent_given_on is null or relevant),
        check (consent_withdrawn_on >= consent_given_on),
        check (archive_ground is null or archived_on is not null),
        check (nhs_number is null or (nhs_source_id is not null and nhs_power is not null
               and nhs_supplied_on is not null)),
        check (died_on is null or (died_source_id is not null and died_power is not null
               and died_supplied_on is not null))
);
-- What the retention rules ask first: who comes of age, who died, who has been archived long enough. Young
-- people who stay by consent are left out of the second, so that a pass with nothing due finds nothing to
-- step over, however many they are.
create index if not exists child_live_born on register.child (born_on) where archived_on is null;
create index if not exists child_coming_of_age on register.child (born_on)
        where archived_on is null and participating is not true;
create index if not exists child_participating on register.child (born_on)
        where archived_on is null and participating;
create index if not exists child_withdrawn on register.child (consent_withdrawn_on)
        where consent_withdrawn_on is not null and archived_on is null;
create index if not exists child_live_died on register.child (died_on)
        where died_on is not null and archived_on is null;
create index if not exists child_archived on register.child (archived_on) where archived_on is not null;
create index if not exists child_nhs_source on register.child (nhs_source_id, nhs_verified_on);
create index if not exists child_born_source on register.child (born_source_id, born_verified_on);
create index if not exists child_gender_source on register.child (gender_source_id, gender_verified_on);
create index if not exists child_died_source on register.child (died_source_id, died_verified_on);

-- Item 1. One name: given_names alone.
create table if not exists register.child_name (
        child_id    bigint not null references register.child on delete cascade,
        name_id     bigint generated by default as identity,
        kind        text not null check (kind in ('legal', 'known-as', 'former')),
        given_names register.name_text not null,
        family_name register.name_text,
        since       date,
        until       date,
        source_id   integer not null references register.source,
        power       register.power_code not null,
        supplied_on date not null,
        verified_on date,
        archived_on date,
        primary key (child_id, name_id),
        check (until >= since)
);
create index if not exists child_name_source on register.child_name (source_id, verified_on);
create index if not exists child_name_family on register.child_name (lower(family_name::text),
       lower(given_names::text));

-- Item 2: where the child lives, or lived last, or that no address is known.
create table if not exists register.address (
        child_id    bigint not null references register.child on delete cascade,
        address_id  bigint generated by default as identity,
        kind        text not null check (kind in ('home', 'last-known', 'no-known-address')),
        line_1      register.line_text,
        line_2      register.line_text,
        town        register.line_text,
        county      register.line_text,
        postcode    register.postcode_text,
        uprn        bigint check (uprn between 1 and 999999999999),
        since       date,
        until       date,
        source_id   integer not null references register.source,
        power       register.power_code not null,
        supplied_on date not null,
        verified_on date,
        archived_on date,
        primary key (child_id, address_id),
        check (until >= since),
        check ((kind = 'no-known-address') = (line_1 is null)),
        check (line_1 is not null or (line_2 is null and town is null and county is null and postcode is null
               and uprn is null))
);
create index if not exists address_source on register.address (source_id, verified_on);
create index if not exists address_postcode on register.address (postcode) where until is null;

-- Item 2: has left England, and whether a return within three years is meant. aware_on is the day on which
-- the authority knew both that the child had left and that no return was likely: reg 8(2)(c) runs from it.
create table if not exists register.departure (
        child_id     bigint not null references register.child on delete cascade,
        departure_id bigint generated by default as identity,
        left_on      date not null,
        return_meant text not null check (return_meant in ('yes', 'no', 'unknown')),
        aware_on     date,
        returned_on  date,
        source_id    integer not null references register.source,
        power        register.power_code not null,
        supplied_on  date not null,
        verified_on  date,
        archived_on  date,
        primary key (child_id, departure_id),
        check (returned_on >= left_on),
        check (aware_on is null or return_meant = 'no')
);
create index if not exists departure_source on register.departure (source_id, verified_on);
create index if not exists departure_known on register.departure (aware_on)
        where aware_on is not null and returned_on is null and archived_on is null;
create index if not exists departure_returned on register.departure (returned_on)
        where returned_on is not null and archived_on is not null;

-- Item 6: anybody with parental responsibility or care. Names and ways to reach them, no more
-- (section 12(4)(c)).
create table if not exists register.person (
        person_id   bigint generated by default as identity primary key,
        title       register.title_text,
        given_names register.name_text not null,
        family_name register.name_text,
        language    register.language_code not null default 'unknown',
        source_id   integer not null references register.source,
        power       register.power_code not null,
        supplied_on date not null,
        verified_on date
);
create index if not exists person_source on register.person (source_id, verified_on);

create table if not exists register.person_address (
        person_id         bigint not null references register.person on delete cascade,
        person_address_id bigint generated by default as identity,
        line_1            register.line_text not null,
        line_2            register.line_text,
        town              register.line_text,
        county            register.line_text,
        postcode          register.postcode_text,
        since             date,
        until             date,
        source_id         integer not null references register.source,
        power             register.power_code not null,
        supplied_on       date not null,
        verified_on       date,
        primary key (person_id, person_address_id),
        check (until >= since)
);
create index if not exists person_address_source on register.person_address (source_id, verified_on);

create table if not exists register.person_contact (
        person_id   bigint not null references register.person on delete cascade,
        contact_id  bigint generated by default as identity,
        phone       register.phone_text,
        email       register.email_text,
        since       date,
        until       date,
        source_id   integer not null references register.source,
        power       register.power_code not null,
        supplied_on date not null,
        verified_on date,
        primary key (person_id, contact_id),
        check (num_nonnulls(phone, email) = 1),
        check (until >= since)
);
create index if not exists person_contact_source on register.person_contact (source_id, verified_on);

-- The link. A court order is recorded by its kind alone: it decides who may act for the child or be told.
create table if not exists register.child_person (
        child_id        bigint not null references register.child on delete cascade,
        child_person_id bigint generated by default as identity,
        person_id       bigint not null references register.person,
        relation        text not null check (relation in ('mother', 'father', 'parent', 'step-parent',
                'grandparent', 'guardian', 'special-guardian', 'foster-carer', 'adoptive-parent', 'other-carer')),
        parental_responsibility boolean not null,
        has_care        boolean not null,
        court_order     text not null default 'none' check (court_order in ('none', 'no-contact',
                'prohibited-steps', 'non-molestation', 'responsibility-ended')),
        may_be_told     boolean not null generated always as (court_order = 'none') stored,
        since           date,
        until           date,
        source_id       integer not null references register.source,
        power           register.power_code not null,
        supplied_on     date not null,
        verified_on     date,
        archived_on     date,
        primary key (child_id, child_person_id),
        check (until >= since)
);
create index if not exists child_person_person on register.child_person (person_id);
create index if not exists child_person_source on register.child_person (source_id, verified_on);

-- Item 7. Otherwise than at an institution: the provider's name and telephone.
create table if not exists register.education (
        child_id       bigint not null references register.child on delete cascade,
        education_id   bigint generated by default as identity,
        kind           text not null check (kind in ('institution', 'home', 'elsewhere')),
        urn            integer references register.school,
        provider_name  register.organisation_text,
        provider_phone register.phone_text,
        since          date,
        until          date,
        source_id      integer not null references register.source,
        power          register.power_code not null,
        supplied_on    date not null,
        verified_on    date,
        archived_on    date,
        primary key (child_id, education_id),
        check ((kind = 'institution') = (urn is not null)),
        check (kind <> 'institution' or (provider_name is null and provider_phone is null)),
        check (until >= since)
);
create index if not exists education_school on register.education (urn);
create index if not exists education_source on register.education (source_id, verified_on);
create index if not exists education_ended on register.education (until)
        where until is not null and archived_on is null;

-- Items 8 and 14.
create table if not exists register.gp_registration (
        child_id           bigint not null references register.child on delete cascade,
        gp_registration_id bigint generated by default as identity,
        ods_code           text not null references register.gp_practice,
        since              date,
        until              date,
        source_id          integer not null references register.source,
        power              register.power_code not null,
        supplied_on        date not null,
        verified_on        date,
        archived_on        date,
        primary key (child_id, gp_registration_id),
        check (until >= since)
);
create index if not exists gp_registration_practice on register.gp_registration (ods_code);
create index if not exists gp_registration_source on register.gp_registration (source_id, verified_on);
create index if not exists gp_registration_ended on register.gp_registration (until)
        where until is not null and archived_on is null;

-- Items 9, 14, 15. A sensitive service is here only by consent, or because significant harm was suspected
-- (reg 11(3)). The pair (kind, sensitive) is one key, so the flag cannot disagree with the kind.
create table if not exists register.service (
        child_id      bigint not null references register.child on delete cascade,
        service_id    bigint generated by default as identity,
        kind          register.code_text not null,
        sensitive     boolean not null,
        provider_id   integer not null references register.provider,
        basis         text check (basis in ('consent', 'significant-harm')),
        consented_on  date,
        archive_years smallint not null check (archive_years between 1 and 5),
        since         date not null,
        until         date,
        source_id     integer not null references register.source,
        power         register.power_code not null,
        supplied_on   date not null,
        verified_on   date,
        archived_on   date,
        primary key (child_id, service_id),
        foreign key (kind, sensitive) references register.service_kind (kind, sensitive),
        check (not sensitive or basis is not null),
        check ((basis = 'consent') is not true or consented_on is not null),
        check (until >= since)
);
create index if not exists service_of_kind on register.service (kind, sensitive);
create index if not exists service_provider on register.service (provider_id);
create index if not exists service_source on register.service (source_id, verified_on);
create index if not exists service_ended on register.service (archive_years, until)
        where until is not null and archived_on is null;

-- Item 10: who made a common assessment, when, and when its actions were done. Never what it said.
-- superseded_on is the day on which a subsequent one was added: reg 8(2)(h) runs from it.
create table if not exists register.assessment (
        child_id        bigint not null references register.child on delete cascade,
        assessment_id   bigint generated by default as identity,
        practitioner_id integer not null references register.practitioner,
        assessed_on     date not null,
        completed_on    date,
        superseded_on   date,
        source_id       integer not null references register.source,
        power           register.power_code not null,
        supplied_on     date not null,
        verified_on     date,
        archived_on     date,
        primary key (child_id, assessment_id),
        check (completed_on >= assessed_on)
);
create index if not exists assessment_practitioner on register.assessment (practitioner_id);
create index if not exists assessment_source on register.assessment (source_id, verified_on);
create index if not exists assessment_superseded on register.assessment (superseded_on)
        where superseded_on is not null and archived_on is null;

-- Items 11 to 13 (with 14, 15) and 16. A midwife is known only before and in the first year of life.
create table if not exists register.professional (
        child_id        bigint not null references register.child on delete cascade,
        professional_id bigint generated by default as identity,
        role            text not null check (role in ('health-visitor', 'school-nurse', 'midwife',
               'lead-professional')),
        practitioner_id integer not null references register.practitioner,
        archive_years   smallint check (archive_years between 1 and 5),
        since           date not null,
        until           date,
        source_id       integer not null references register.source,
        power           register.power_code not null,
        supplied_on     date not null,
        verified_on     date,
        archived_on     date,
        primary key (child_id, professional_id),
        check ((role = 'lead-professional') = (archive_years is null)),
        check (role <> 'midwife' or until is null or until <= since + 640),
        check (until >= since)
);
create index if not exists professional_practitioner on register.professional (practitioner_id);
create index if not exists professional_source on register.professional (source_id, verified_on);
create index if not exists professional_ended on register.professional (archive_years, until)
        where until is not null and archived_on is null;

-- Item 18: the numbers by which sources know the child. Seen only by the body that gave them.
create table if not exists register.source_number (
        child_id         bigint not null references register.child on delete cascade,
        source_number_id bigint generated by default as identity,
        kind             text not null check (kind in ('upn', 'uln', 'case-system')),
        value            text not null check (value ~ '^[A-Z0-9]{1,20}$'),
        since            date,
        until            date,
        source_id        integer not null references register.source,
        power            register.power_code not null,
        supplied_on      date not null,
        verified_on      date,
        archived_on      date,
        primary key (child_id, source_number_id),
        check (kind <> 'upn' or register.upn_valid(value)),
        check (until >= since)
);
create index if not exists source_number_value on register.source_number (value);
create index if not exists source_number_source on register.source_number (source_id, verified_on);

-- Item 19 (reg 3).
create table if not exists register.responsibility (
        child_id          bigint not null references register.child on delete cascade,
        responsibility_id bigint generated by default as identity,
        authority_id      integer not null references register.authority,
        how               text not null check (how in ('allocated', 'accepted')),
        since             date not null,
        until             date,
        archived_on       date,
        primary key (child_id, responsibility_id),
        check (until >= since)
);
create index if not exists responsibility_authority on register.responsibility (authority_id);

-- Shielding (reg 6(5)-(8)): why, whose views were taken, when it is looked at again.
create table if not exists register.shield (
        child_id       bigint not null references register.child on delete cascade,
        shield_id      bigint generated by default as identity,
        ground         text not null check (ground in ('domestic-abuse', 'adoption', 'witness-protection',
               'threat',
                'public-figure')),
        authority_id   integer not null references register.authority,
        child_heard    boolean not null,
        carer_heard    boolean not null,
        sources_heard  boolean not null,
        since          date not null,
        until          date,
        review_on      date not null,
        primary key (child_id, shield_id),
        check (until >= since)
);
create index if not exists shield_authority on register.shield (authority_id);

-- One named account may see through a shield, for child protection, for a short while (reg 6(8)).
create table if not exists register.shield_pass (
        child_id      bigint not null references register.child on delete cascade,
        pass_id       bigint generated by default as identity,
        account_id    integer not null references register.account,
        authority_id  integer not null references register.authority,
        since         timestamptz not null,
        until         timestamptz not null,
        primary key (child_id, pass_id),
        check (until > since and until <= since + interval '7 days')
);
create index if not exists shield_pass_account on register.shield_pass (account_id);
create index if not exists shield_pass_authority on register.shield_pass (authority_id);

-- Who looked. Every search leaves a row here that says by which items it searched and how many it found;
-- each child it showed gets a row in access_log with the values asked for and the items shown, which goes
-- with the child. So the values of a search that found nobody are not kept: they would be about somebody
-- who is not on the register.
create table if not exists register.search (
        search_id  bigint generated by default as identity primary key,
        at         timestamptz not null default now(),
        account_id integer not null references register.account,
        purpose    text not null check (purpose in ('contact-practitioner', 'assessment', 'child-protection',
                'record-upkeep', 'rights-request', 'audit')),
        items      smallint[] not null check (items <@ '{1,2,3,4,5,6,7,8}'::smallint[]),
        found      integer not null check (found >= 0)
);
create index if not exists search_account on register.search (account_id, at);

create table if not exists register.access_log (
        child_id        bigint not null references register.child on delete cascade,
        access_id       bigint generated by default as identity,
        at              timestamptz not null default now(),
        account_id      integer not null references register.account,
        provider_id     integer not null references register.provider,
               -- whom they looked for: a recipient (Art 15(1)(c))
        search_id       bigint references register.search,
        purpose         text not null check (purpose in ('contact-practitioner', 'assessment',
               'child-protection',
                'record-upkeep', 'rights-request', 'audit')),
        asked_name      register.name_text,
        asked_born_on   date,
        asked_gender    text check (asked_gender in ('female', 'male', 'not-specified')),
        asked_postcode  register.postcode_text,
        asked_number    text check (asked_number ~ '^[A-Z0-9]{1,20}$'),
        shown           smallint[] not null check (shown <@ '{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,
               20}'::smallint[]),
        through_shield  boolean not null default false,
        primary key (child_id, access_id)
);
create index if not exists access_log_account on register.access_log (account_id, at);
create index if not exists access_log_provider on register.access_log (provider_id);
create index if not exists access_log_search on register.access_log (search_id);

-- A shield row opened or closed is what makes child.shielded true or false, so that neither can be forgotten.
create or replace function register.follow_shield() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        update register.child c
           set shielded = exists (select from register.shield s where s.child_id = c.child_id
                  and s.until is null)
         where c.child_id in (select child_id from touched);
        return null;
end $$;
create or replace trigger shield_opened after insert on register.shield
        referencing new table as touched for each statement execute function register.follow_shield();
create or replace trigger shield_changed after update on register.shield
        referencing new table as touched for each statement execute function register.follow_shield();

-- A later assessment supersedes those before it on the day it is added, so that nobody need remember to say so.
-- One that is added late, when a later one is there, is superseded as it comes.
create or replace function register.supersede_assessments() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        update register.assessment a
           set superseded_on = later.added_on
          from (select e.child_id, e.assessment_id, min(greatest(e.supplied_on, l.supplied_on)) as added_on
                  from register.assessment e
                  join register.assessment l on l.child_id = e.child_id
                   and (l.assessed_on, l.assessment_id) > (e.assessed_on, e.assessment_id)
                 where e.superseded_on is null and e.child_id in (select child_id from added)
                 group by e.child_id, e.assessment_id) as later
         where (a.child_id, a.assessment_id) = (later.child_id, later.assessment_id);
        return null;
end $$;
create or replace trigger assessment_added after insert on register.assessment
        referencing new table as added for each statement execute function register.supersede_assessments();

-- Reg 4(2): an archived record holds archived information only. What is added to one is archived with it.
create or replace function register.archive_late_items() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        execute format('update %s t set archived_on = c.archived_on from added a join register.child c using (child_id)'
                       ' where t.child_id = a.child_id and t.%I = a.%2$I and t.archived_on is null'
                       ' and c.archived_on is not null', tg_relid::regclass, tg_argv[0]);
        return null;
end $$;
do $$
declare
        item record;
begin
        for item in select * from (values ('child_name', 'name_id'), ('address', 'address_id'),
                ('departure', 'departure_id'), ('child_person', 'child_person_id'), ('education', 'education_id'),
                ('gp_registration', 'gp_registration_id'), ('service', 'service_id'),
                ('assessment', 'assessment_id'), ('professional', 'professional_id'),
                ('source_number', 'source_number_id'), ('responsibility', 'responsibility_id')) as t (name, key) loop
                execute format('create or replace trigger added_late after insert on register.%I referencing new table'
                               ' as added for each statement execute function register.archive_late_items(%L)',
                               item.name, item.key);
                -- Reg 7(1): what was archived by itself goes six years later; what went to the archive with its
                -- record goes with the record.
                execute format('create index if not exists %I on register.%I (archived_on) where archived_on is not null',
                               item.name || '_archived', item.name);
        end loop;
end $$;

-- What an ordinary user reads (reg 6): nothing archived, nothing of items 15, 18, 20, no sensitive provider,
-- and of a shielded child only items 1, 3, 4, 5 and the carers' names. A hidden value is simply absent: a
-- search for it finds nothing, and nothing says that there is more.
create or replace view register.child_visible with (security_barrier) as
        select c.child_id, c.number, c.gender, c.born_on, n.given_names, n.family_name,
               a.line_1, a.line_2, a.town, a.county, a.postcode,
               s.name as school, s.phone as school_phone, g.name as practice, g.phone as practice_phone
          from register.child c
          left join lateral (select given_names, family_name from register.child_name n
                              where n.child_id = c.child_id and n.kind = 'legal' and n.until is null
                                and n.archived_on is null
                              order by n.since desc nulls last, n.name_id desc limit 1) n on true
          left join lateral (select * from register.address a
                              where a.child_id = c.child_id and not c.shielded and a.until is null
                                and a.archived_on is null and a.kind = 'home'
                              order by a.since desc nulls last, a.address_id desc limit 1) a on true
          left join lateral (select s.name, s.phone from register.education e
                 join register.school s using (urn)
                              where e.child_id = c.child_id and not c.shielded and e.until is null
                                and e.archived_on is null
                              order by e.since desc nulls last, e.education_id desc limit 1) s on true
          left join lateral (select p.name, p.phone
                               from register.gp_registration r join register.gp_practice p using (ods_code)
                              where r.child_id = c.child_id and not c.shielded and r.until is null
                                and r.archived_on is null
                              order by r.since desc nulls last, r.gp_registration_id desc limit 1) g on true
         where c.archived_on is null;

create or replace view register.carer_visible with (security_barrier) as
        select l.child_id, l.relation, p.title, p.given_names, p.family_name,
               case when not c.shielded then t.phone end as phone
          from register.child_person l
          join register.child c using (child_id)
          join register.person p using (person_id)
          left join lateral (select phone from register.person_contact t
                              where t.person_id = p.person_id and t.phone is not null and t.until is null
                              order by t.contact_id desc limit 1) t on true
         where c.archived_on is null and l.archived_on is null and l.until is null;

create or replace view register.service_visible with (security_barrier) as
        select v.child_id, k.name_en as service, k.name_cy as service_cy, p.name as provider, p.phone,
               v.since, v.until
          from register.service v
          join register.child c using (child_id)
          join register.service_kind k using (kind, sensitive)
          join register.provider p using (provider_id)
         where c.archived_on is null and v.archived_on is null and not c.shielded and not v.sensitive;

grant usage on schema register to muniment_engine, register_user, register_manager;
grant select on register.child_visible, register.carer_visible, register.service_visible to register_user;
grant select on all tables in schema register to muniment_engine, register_manager;
-- The engine archives, corrects (by superseding), anonymises and destroys; it never makes a child.
grant update, delete on register.child, register.person to muniment_engine;
grant insert, update, delete on register.child_name, register.address, register.departure,
       register.person_address,
        register.person_contact, register.child_person, register.education, register.gp_registration,
        register.service, register.assessment, register.professional, register.source_number,
        register.responsibility to muniment_engine;
grant update, delete on register.shield, register.shield_pass, register.access_log to muniment_engine;
-- Managers keep the register; only the engine disposes of it, and nobody changes who looked.
grant insert, update on register.child, register.person, register.child_name, register.address,
       register.departure,
        register.person_address, register.person_contact, register.child_person, register.education,
        register.gp_registration, register.service, register.assessment, register.professional,
        register.source_number, register.responsibility, register.shield,
               register.shield_pass to register_manager;
grant insert on register.search, register.access_log to register_manager, register_user;
