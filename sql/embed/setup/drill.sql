-- A database for the drill of a restore: what drops the one that a drill left, whether one of that name is there that no
-- drill made, and what makes, closes and drops one. It is told by its name and owner together, which it has from the
-- moment it is made; a comment would come a moment later.
-- returns: setup_drill
select case when d.datdba = r.oid then format('drop database %I', d.datname) end as left_over,
       d.oid is not null and d.datdba is distinct from r.oid as strange,
       format('create database %I template template0 encoding ''UTF8'' owner muniment_owner', w.name) as make,
       format('revoke all on database %1$I from public; grant connect on database %1$I to muniment_engine', w.name) as close,
       case when d.datdba = r.oid then format('drop database %I with (force)', d.datname) end as remove
  from (select $1::text as name) as w
  left join pg_catalog.pg_database d on d.datname = w.name
  left join pg_catalog.pg_roles r on r.rolname = 'muniment_owner'
