-- Whether this database takes writes, and in what it keeps its texts.
select not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off', pg_encoding_to_char(encoding)
  from pg_database where datname = current_database()
