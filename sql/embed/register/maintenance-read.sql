-- A piece of a file; null when it is no longer there.
-- returns: maintenance_read
select pg_read_binary_file($1::text, $2::bigint, $3::bigint, true) as piece
