-- In the order of what they say, so that their place tells nothing of whose they were.
insert into muniment_agent.planning (rule, data, pseudonyms)
select $1::text, d.data, d.pseudonyms from unnest($2::jsonb[], $3::jsonb[]) as d (data, pseudonyms)
 order by d.data::text, d.pseudonyms::text
