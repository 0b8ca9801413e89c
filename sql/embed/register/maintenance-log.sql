-- What keeps old segments of the write-ahead log on the server after a checkpoint.
-- returns: maintenance_log
select current_setting('wal_recycle')::boolean as recycled,
       current_setting('wal_keep_size') <> '0' as kept,
       exists (select from pg_replication_slots where restart_lsn is not null) or exists (select from pg_stat_replication) as followed,
       current_setting('archive_mode') <> 'off' as archived
