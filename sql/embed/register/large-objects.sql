-- Large objects, and which of them we may read: only the server's own word for a right counts, for an attempt would end the
-- transaction.
-- returns: large_objects
select m.oid::text as oid,
       m.lomowner = (select oid from pg_roles where rolname = current_user)
       or coalesce((select rolsuper from pg_roles where rolname = current_user), false)
       or current_setting('lo_compat_privileges')::boolean
       or exists (select from aclexplode(m.lomacl) a
                   where a.privilege_type = 'SELECT' and (a.grantee = 0 or pg_has_role(current_user, a.grantee, 'usage'))) as readable
  from pg_largeobject_metadata m order by m.oid
