-- The oldest events that nobody has taken yet. Not locked: whoever comes second does what is done already.
select id, subject_key, event, occurred_on from muniment_agent.outbox
 where event = $1::text and id > $2::bigint
 order by id limit $3::integer
