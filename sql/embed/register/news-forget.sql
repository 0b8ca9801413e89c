-- What the agent noted of subjects that are destroyed.
with forgotten as (
        delete from muniment_agent.seen where map = $1::text and subject_key = any ($3::text[]))
delete from muniment_agent.outbox where map is not distinct from $2::text and subject_key = any ($3::text[])
