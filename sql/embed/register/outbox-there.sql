-- Whether this register has our agent.
-- returns: outbox_there
select to_regclass('muniment_agent.outbox') is not null as there
