-- Whether this database takes writes, and in what it keeps its texts.
-- returns: register_server
select not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off' as writable,
       pg_encoding_to_char(encoding) as encoding
  from pg_database where datname = current_database()
