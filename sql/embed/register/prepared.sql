select name from pg_prepared_statements where name = $1::text
