-- In which order jobs are begun: somebody waits for an errand; requests and notices are under a statutory clock, a restored
-- database is to be found out soon, and what is done is to be signed; all else is housekeeping. Then the oldest first.
alter table muniment.job add urgency smallint not null generated always as (
        case when kind = 'errand' then 0
             when kind in ('register.watch', 'request.collect', 'request.render', 'notice.discover', 'notice.compose',
                           'ledger.sequence') then 1
             else 2 end) stored;
drop index muniment.job_next;
create index job_next on muniment.job (urgency, run_on, not_before, id) where state = 'queued';
grant select (urgency) on muniment.job to muniment_auditor;
