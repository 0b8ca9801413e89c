-- What waits for somebody, for muniment doctor.
-- most: of each kind.
-- name: doctor_work
select what, key, detail, more from (
        (select 'job-failed' as what, id::text as key, kind as detail, coalesce(reason, 'no reason kept') as more
           from muniment.job where state = 'failed' order by id desc limit :most::bigint)
        union all
        (select 'job-stuck', id::text, kind, attempts::text
           from muniment.job where state = 'running' and lease_until < now() - interval '10 minutes'
          order by id limit :most::bigint)
        union all
        (select 'job-late', count(*)::text, null,
                (extract(epoch from now() - min(greatest(not_before, created_at))) / 60)::bigint::text
           from muniment.job where state = 'queued' and run_on <= :today::date and not_before <= now()
         having min(greatest(not_before, created_at)) < now() - interval '15 minutes')
        union all
        (select case when j.id is null then 'run-failed' else 'run-failed-job' end, coalesce(j.id, r.id)::text,
                r.rule, coalesce(r.reason, 'no reason kept')
           from muniment.run r
           left join lateral (
                select id from muniment.job
                 where key = 'retention.carry-out:' || r.id and state in ('failed', 'discarded')
                 order by id desc limit 1) j on true
          where r.state = 'failed' order by r.id limit :most::bigint)
        union all
        (select 'run-waits', id::text, rule, (:today::date - as_of)::text
           from muniment.run where state = 'planned' and approval <> 'none' and as_of < :today::date - 14
          order by id limit :most::bigint)
        union all
        (select 'register-closed', register, reason, closed_on::text
           from muniment.closing where opened_at is null order by register limit :most::bigint)
        union all
        (select 'request-late', ref, kind, (:today::date - due_on)::text
           from muniment.open_request where due_on < :today::date
          order by due_on limit :most::bigint)
        union all
        (select 'request-soon', ref, kind, (due_on - :today::date)::text
           from muniment.open_request where due_on between :today::date and :today::date + 7
          order by due_on limit :most::bigint)
        union all
        (select 'hold-late', id::text, reason, (:today::date - review_on)::text
           from muniment.hold where released_on is null and review_on < :today::date
          order by review_on limit :most::bigint)
        union all
        (select 'copies-left', count(*)::text, f.path, f.host
           from muniment.document_copy c join muniment.folder f on f.id = c.folder
          where c.removed_at is null and f.gone_on is null
            and (c.document is null and c.ended_at < now() - interval '10 minutes'
                 or c.written_at is null and c.made_at < now() - interval '10 minutes'
                    and not exists (select from muniment.document d join muniment.outward_stop o on o.subject = d.subject
                                     where d.id = c.document))
          group by f.id order by f.host, f.path limit :most::bigint)
        union all
        (select 'drill-left', d.datname::text, null, null
           from pg_catalog.pg_database d join pg_catalog.pg_roles r on r.oid = d.datdba
          where d.datname like 'muniment\_drill\_%' and r.rolname = 'muniment_owner'
            and not exists (select from pg_catalog.pg_stat_activity a where a.datid = d.oid)
          order by d.datname limit :most::bigint)
        union all
        (select 'ledger-late', count(*)::text, null, (extract(epoch from now() - min(at)) / 60)::bigint::text
           from muniment.ledger_pending having min(at) < now() - interval '1 hour')
        ) as found
