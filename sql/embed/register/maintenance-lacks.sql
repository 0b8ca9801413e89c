-- What the role of maintenance may not do, though grades above "deleted" need it; a row each, with the mend.
-- returns: maintenance_lacks
select lack, mend from (values
        ('own the database, so as to vacuum its tables',
         format('alter database %I owner to %I', current_database(), current_user),
         (select rolsuper from pg_roles where rolname = current_user)
           or (select pg_has_role(current_user, datdba, 'usage') from pg_database where datname = current_database())),
        ('see how old other sessions'' snapshots are', format('grant pg_read_all_stats to %I', current_user),
         pg_has_role(current_user, 'pg_read_all_stats', 'usage')),
        ('ask for a checkpoint', format('grant pg_checkpoint to %I', current_user),
         exists (select from pg_roles where rolname = 'pg_checkpoint' and pg_has_role(current_user, oid, 'usage'))
           or (select rolsuper from pg_roles where rolname = current_user)),
        ('switch the write-ahead log', format('grant execute on function pg_switch_wal() to %I', current_user),
         has_function_privilege('pg_switch_wal()', 'execute')),
        ('read the pages of table files',
         format('grant execute on function pg_read_binary_file(text, bigint, bigint, boolean) to %I', current_user),
         not $1::boolean or has_function_privilege('pg_read_binary_file(text, bigint, bigint, boolean)', 'execute'))
) as needs (lack, mend, met)
 where not met
union all
(select 'enter schema ' || n.nspname, format('grant usage on schema %I to %I', n.nspname, current_user)
  from pg_namespace n
 where n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'muniment')
   and exists (select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'm'))
   and not has_schema_privilege(n.oid, 'usage')
 order by n.nspname)
