-- Jobs are known by "kind:of": what waited is brought near under the key that it stands in the queue by.
create or replace function muniment.outward_resume() returns trigger language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
begin
        -- A letter that is being judged at this moment is waited for, so that none is left to wait for ever.
        perform from muniment.subject_ref where ref = new.subject for key share;
        if exists (select from muniment.outward_stop s where s.subject = new.subject) then
                return null;
        end if;
        update muniment.obligation set state = 'open', reason = null
         where subject = new.subject and state = 'waiting' and reason = 'person-decides';
        insert into muniment.job (kind, arguments, key, run_on)
        select 'notice.compose', '{}', 'notice.compose', new.ended_on
         where exists (select from muniment.obligation where subject = new.subject and state = 'open')
        union all
        select 'request.render', jsonb_build_object('request', ref), 'request.render:' || ref, new.ended_on
          from muniment.request where subject = new.subject and state = 'approved'
        on conflict (key) where key is not null and state in ('queued', 'running')
           do update set not_before = now() where job.state = 'queued';
        perform pg_notify('muniment_job', '');
        return null;
end $$;
