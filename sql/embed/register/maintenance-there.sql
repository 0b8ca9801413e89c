select from pg_tables where schemaname = $1::text and tablename = $2::text
