-- Whether this register has our agent.
select to_regclass('muniment_agent.outbox') is not null
