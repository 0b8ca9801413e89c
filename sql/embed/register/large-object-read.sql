-- returns: large_object_read
select lo_get($1::oid, $2::bigint, 1048576) as piece
