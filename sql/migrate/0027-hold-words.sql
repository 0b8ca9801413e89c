-- Why a hold was set and ended is free text of people who decide, and may name the child: an auditor reads its ground, citation,
-- owner and days, and not those words.
revoke select (reason, evidence, release_reason) on muniment.hold from muniment_auditor;
create function muniment.hold_words(hold bigint, what text) returns text
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select case what when 'reason' then h.reason when 'evidence' then h.evidence when 'release' then h.release_reason end
          from muniment.hold h
         where h.id = hold and (pg_has_role(session_user, 'muniment_officer', 'member')
                                or pg_has_role(session_user, 'muniment_engine', 'member'))
$$;
revoke all on function muniment.hold_words(bigint, text) from public;
grant execute on function muniment.hold_words(bigint, text) to muniment_engine, muniment_officer, muniment_auditor;
revoke select on muniment.hold_review from muniment_auditor;
grant select (hold, due_on, reviewed_on, reviewed_at, reviewed_by, keep_until) on muniment.hold_review to muniment_auditor;
create function muniment.hold_review_words(of bigint, at timestamptz) returns text
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select v.because from muniment.hold_review v
         where v.hold = of and v.reviewed_at = at and (pg_has_role(session_user, 'muniment_officer', 'member')
                                                       or pg_has_role(session_user, 'muniment_engine', 'member'))
         limit 1
$$;
revoke all on function muniment.hold_review_words(bigint, timestamptz) from public;
grant execute on function muniment.hold_review_words(bigint, timestamptz) to muniment_engine, muniment_officer, muniment_auditor;
