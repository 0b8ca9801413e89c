-- Whether this register has our agent as it is now, and whether its server has replicas: so much everybody may see.
-- returns: load_there
select to_regprocedure('muniment_agent.load()') is not null as agent, exists (select from pg_stat_replication) as replicas
