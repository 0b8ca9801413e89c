-- The oldest events that nobody has taken yet. Not locked: whoever comes second does what is done already. Two registers may
-- share a database: what is marked by a map is that map's; what is not, that of the register the agent's own triggers fit.
-- returns: outbox_next
select id, subject_key, event, occurred_on from muniment_agent.outbox
 where event = $1::text and id > $2::bigint
   and (map = $4::text or map is null and ($4::text is null or to_regclass('register.child') is null))
 order by id limit $3::integer
