-- Where we are: whether the agent keeps an epoch, and on which server, database and timeline.
select to_regclass('muniment_agent.epoch') is not null, pg_is_in_recovery(),
       (select s.system_identifier || '.' || d.oid from pg_control_system() s, pg_database d
         where d.datname = current_database()),
       case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
            else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer end
