-- How much is going on in this register's server, and how far its replicas are behind.
-- returns: load_read
select coalesce(active, -1) as active, coalesce(lag_bytes, -1) as lag_bytes from muniment_agent.load()
