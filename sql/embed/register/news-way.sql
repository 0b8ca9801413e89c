-- Whether the agent can note who was seen, and whether a trigger of ours tells of the subjects' table.
-- returns: news_way
select to_regclass('muniment_agent.seen') is not null as seen,
       exists (select from pg_trigger t
                 join pg_class c on c.oid = t.tgrelid
                 join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = $1::text and c.relname = $2::text and t.tgenabled in ('O', 'A')
                  and t.tgname in ('muniment_subject_added', 'muniment_child_added')) as triggered
