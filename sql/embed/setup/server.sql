-- Settings of the server that SECURITY.md asks for: what each is, what it is to be, and why.
select s.name, s.setting, w.wanted, w.why
  from (values ('log_error_verbosity', 'terse', 'the server''s log may repeat the values of a failed statement'),
               ('log_parameter_max_length_on_error', '0', 'the server''s log may hold bound values of a failed statement'),
               ('log_parameter_max_length', '0', 'the server''s log may hold bound values of slow statements'),
               ('fsync', 'on', 'a crash of the machine may lose what was reported as done'),
               ('full_page_writes', 'on', 'a crash of the machine may leave torn pages'),
               ('synchronous_commit', 'on', 'a crash of the machine may lose what was reported as done')
       ) as w (name, wanted, why)
  join pg_catalog.pg_settings s using (name)
 where s.setting <> w.wanted
   and not (s.name = 'synchronous_commit' and s.setting in ('remote_apply', 'remote_write', 'local'))
   and not (s.name = 'log_parameter_max_length' and not exists (
              select from pg_catalog.pg_settings l
               where l.name = 'log_min_duration_statement' and l.setting <> '-1'
                  or l.name = 'log_min_duration_sample' and l.setting <> '-1'
                  or l.name = 'log_statement' and l.setting <> 'none'))
 order by s.name
