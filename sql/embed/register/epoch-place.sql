-- Where we are: whether the agent keeps an epoch, and on which server, database and timeline; and what the agent, where
-- it is there, does not have yet, as one that an older program made. A test holds the list against agent.sql.
-- returns: epoch_place
select to_regclass('muniment_agent.epoch') is not null as there, pg_is_in_recovery() as standby,
       (select s.system_identifier || '.' || d.oid from pg_control_system() s, pg_database d
         where d.datname = current_database()) as system,
       case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
            else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer end as timeline,
       (select min(tab || '.' || col)
          from (values ('epoch', 'epoch'), ('epoch', 'open'), ('epoch', 'system'), ('epoch', 'looked_at'),
                       ('receipt', 'run'), ('receipt', 'batch'), ('receipt', 'done_at'), ('receipt', 'counts'),
                       ('receipt', 'outcome'), ('receipt', 'epoch'), ('receipt', 'stones'), ('receipt', 'marks'),
                       ('outbox', 'id'), ('outbox', 'at'), ('outbox', 'subject_key'), ('outbox', 'event'), ('outbox', 'occurred_on'),
                       ('outbox', 'map'), ('seen', 'map'), ('seen', 'subject_key'),
                       ('turn', 'register'),
                       ('planning', 'rule'), ('planning', 'data'), ('planning', 'pseudonyms')) as needed (tab, col)
         where to_regclass('muniment_agent.receipt') is not null
           and not exists (select from pg_attribute where attrelid = to_regclass('muniment_agent.' || tab) and attname = col)) as lacks
