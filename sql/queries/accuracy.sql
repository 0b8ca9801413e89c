-- Accuracy: sweeps, checks, discrepancies. Arrays of equal length stand for the rows of a slice.

-- name: sweep_begin
-- A sweep that was interrupted is carried on: fresh is false then.
insert into muniment.sweep (source, register, begun_on, sample)
values (:source::text, :register_name::text, :on::date, nullif(:sample::bigint, 0))
on conflict (source, register) where state = 'running' do update set source = excluded.source
returning id, after_key, asked, sample, xmax = 0 as fresh

-- name: sweep_take
-- One session at a time works a sweep, for as long as it lives. No row: another does.
update muniment.sweep s set worked_by = pg_backend_pid()
 where id = :sweep::bigint and state = 'running'
   and not exists (select from muniment.engine_session e where e.pid = s.worked_by and e.pid <> pg_backend_pid())
returning id

-- name: sweep_leave
update muniment.sweep set worked_by = null where id = :sweep::bigint and worked_by = pg_backend_pid()

-- name: sweep_progress
update muniment.sweep
   set after_key = :after::text, subjects = subjects + :subjects::bigint, asked = asked + :asked::bigint,
       agreed = agreed + :agreed::bigint, differed = differed + :differed::bigint, withheld = withheld + :withheld::bigint,
       unknown = unknown + :unknown::bigint
 where id = :sweep::bigint and state = 'running'

-- name: sweep_finish
update muniment.sweep set state = 'done', finished_at = now()
 where id = :sweep::bigint and state = 'running'
returning subjects, asked, agreed, differed, withheld, unknown

-- name: subject_checks_due
-- Of these subjects, those whose last answer is stale, or missing. One that failed is asked again by the next
-- sweep, a few times; then it waits like the others.
select k.key
  from unnest(:keys::text[]) with ordinality as k (key, place)
 where not exists (select from muniment.subject_ref r
                     join muniment.subject_check c on c.subject = r.ref and c.source = :source::text
                    where r.register = :register_name::text and r.subject_key = k.key and c.asked_on > :stale::date
                      and not (c.status = 'error' and c.failures < 5 and c.sweep is distinct from :sweep::bigint))
 order by k.place

-- name: subject_checks_record
-- No sweep (0) stands for a slice that is to be asked about again when its sweep is carried on.
insert into muniment.subject_check as c (subject, source, sweep, status, because, version, asked_on, failures)
select n.subject, :source::text, nullif(:sweep::bigint, 0), n.status, n.because, n.version, :on::date, (n.status = 'error')::integer
  from unnest(:subject::uuid[], :status::text[], :because::text[], :version::text[]) as n (subject, status, because, version)
on conflict (subject, source) do update
   set sweep = excluded.sweep, status = excluded.status, because = excluded.because,
       version = coalesce(excluded.version, c.version), asked_on = excluded.asked_on,
       failures = case when excluded.status = 'error' then c.failures + 1 else 0 end

-- name: check_results_record
-- What brought no answer leaves the status as it was (FHIR VerificationResult); at the first time it is
-- attested where the source withheld or lacked the value, else in process.
insert into muniment.check_result as c (subject, source, attribute, status, outcome, grade, because, checked_on, next_on)
select n.subject, :source::text, n.attribute,
       case n.outcome when 'successful' then 'validated' when 'failed' then 'val-fail'
            else case when n.because = 'no-answer' then 'in-process' else 'attested' end end,
       n.outcome, n.grade, n.because, :on::date, :next::date
  from unnest(:subject::uuid[], :attribute::text[], :outcome::text[], :grade::text[], :because::text[]) as n (subject, attribute, outcome, grade, because)
on conflict (subject, source, attribute) do update
   set status = case excluded.outcome when 'successful' then 'validated'
                     when 'failed' then case when c.status in ('validated', 'req-revalid', 'reval-fail') then 'reval-fail'
                                             else 'val-fail' end
                     else c.status end,
       outcome = excluded.outcome, because = excluded.because,
       grade = case when excluded.outcome = 'unknown' then c.grade else excluded.grade end,
       checked_on = case when excluded.outcome = 'unknown' then c.checked_on else excluded.checked_on end,
       next_on = case when excluded.outcome = 'unknown' then c.next_on else excluded.next_on end

-- name: discrepancies_gone
-- What was looked at and is not found now. What a person has found to bind ends only when the register says the same itself
-- (looked_kind): that the source has taken it back is then not enough.
update muniment.discrepancy d set state = 'gone', ended_on = :on::date
  from unnest(:looked_subject::uuid[], :looked_attribute::text[], :looked_kind::text[]) as looked (subject, attribute, says)
 where d.subject = looked.subject and d.attribute = looked.attribute and d.source = :source::text
   and d.ended_on is null
   and (d.state <> 'stands' or not muniment.difference_binds(d.kind) or d.kind = looked.says)
   and not exists (select from unnest(:found_subject::uuid[], :found_attribute::text[], :found_kind::text[]) as f (subject, attribute, kind)
                    where f.subject = d.subject and f.attribute = d.attribute and f.kind = d.kind)

-- name: discrepancies_record
-- What binds is looked at the next day. What is found again has its evidence anew, under a key of its own again.
with n as (
        select * from unnest(:subject::uuid[], :attribute::text[], :kind::text[], :grade::text[], :because::text[], :version::text[],
                             :header::text[], :value::text[])
                   as n (subject, attribute, kind, grade, because, version, header, value)),
     made as (
        insert into muniment.discrepancy (subject, source, attribute, kind, grade, because, found_on, seen_on, due_on)
        select subject, :source::text, attribute, kind, grade, because, :on::date, :on::date,
               case when muniment.difference_binds(kind) then :on::date + 1 else :due::date end
          from n
        on conflict (subject, source, attribute, kind) where ended_on is null do update
           set seen_on = excluded.seen_on, grade = excluded.grade, because = excluded.because
        returning id, subject, attribute, kind),
     found as (select m.id, n.* from made m join n using (subject, attribute, kind)),
     key as (
        insert into muniment.seal_key (header, recipient, escrow, subject, difference)
        select header, :recipient::text, :escrow::text, subject, id from found where header is not null
        on conflict (difference) do update
           set header = excluded.header, recipient = excluded.recipient, escrow = excluded.escrow)
insert into muniment.difference_evidence (difference, version, asked_at, value)
select id, version, now(), value from found
on conflict (difference) do update
   set version = excluded.version, asked_at = excluded.asked_at, value = excluded.value

-- name: accuracy_sweeps
select s.id as sweep, s.source, s.register, s.begun_on as begun, s.state, s.subjects, s.asked, s.agreed,
       s.differed, s.withheld, s.unknown
  from muniment.sweep s
 order by s.id desc limit :limit::bigint

-- name: accuracy_statuses
-- A value confirmed longer ago than its interval wants confirming again (req-revalid).
select c.source, c.attribute,
       case when c.status = 'validated' and c.next_on <= :today::date then 'req-revalid' else c.status end as status, count(*) as subjects
  from muniment.check_result c
 group by 1, 2, 3 order by 1, 2, 3

-- name: accuracy_subjects
select c.source, c.status, count(*) as subjects from muniment.subject_check c group by 1, 2 order by 1, 2

-- name: accuracy_agreement
-- How each attribute came out at its last asking. What could not be compared says nothing about agreement: it is counted beside.
-- low and high: the interval of Wilson (1927) at 95 %, in per cent, of what agreed among what was compared.
with told as (
        select source, attribute,
               count(*) filter (where outcome = 'successful' and because <> 'agrees-in-part') as agreed,
               count(*) filter (where outcome = 'successful' and because = 'agrees-in-part') as partly,
               count(*) filter (where outcome = 'failed' and because <> 'missing-here') as differed,
               count(*) filter (where outcome = 'failed' and because = 'missing-here') as missing_here,
               count(*) filter (where outcome = 'unknown' and because = 'missing-there') as missing_there,
               count(*) filter (where outcome = 'unknown' and because <> 'missing-there') as cannot_verify
          from muniment.check_result group by source, attribute),
     measured as (
        select *, agreed + partly + differed + missing_here as compared, 1.959964 ^ 2 as zz,
               (agreed + partly)::double precision / nullif(agreed + partly + differed + missing_here, 0) as share
          from told)
select source, attribute, compared, agreed, partly, differed, missing_here, missing_there, cannot_verify,
       round((100 * share)::numeric, 1) as share,
       round((100 * (share + zz / (2 * compared) - sqrt(zz * (share * (1 - share) + zz / (4 * compared)) / nullif(compared, 0)))
              / (1 + zz / compared))::numeric, 1) as low,
       round((100 * (share + zz / (2 * compared) + sqrt(zz * (share * (1 - share) + zz / (4 * compared)) / nullif(compared, 0)))
              / (1 + zz / compared))::numeric, 1) as high
  from (select source, attribute, nullif(compared, 0) as compared, agreed, partly, differed, missing_here, missing_there,
               cannot_verify, share, zz from measured) m
 order by source, attribute
