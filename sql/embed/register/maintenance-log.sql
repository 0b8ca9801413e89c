-- What keeps old segments of the write-ahead log on the server after a checkpoint.
select current_setting('wal_recycle')::boolean,
       current_setting('wal_keep_size') <> '0',
       exists (select from pg_replication_slots where restart_lsn is not null) or exists (select from pg_stat_replication),
       current_setting('archive_mode') <> 'off'
