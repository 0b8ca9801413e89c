-- The files of every place (places.sql): heap, TOAST and their indexes, and of the planner's statistics, which hold
-- single values. Partitions have files of their own. The map of free space and that of visibility hold no values.
-- returns: maintenance_files
with heap as (
        select c.oid, n.nspname, c.relname, c.reltoastrelid
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where (c.relkind in ('r', 'm') and n.nspname not like 'pg\_%'
                and n.nspname not in ('information_schema', 'muniment'))
            or c.oid = 'pg_catalog.pg_statistic'::regclass
), file as (
        select nspname, relname, oid from heap
        union all select nspname, relname, reltoastrelid from heap where reltoastrelid <> 0
        union all select h.nspname, h.relname, i.indexrelid from heap h join pg_index i on i.indrelid in (h.oid, h.reltoastrelid)
)
select nspname, relname, pg_relation_filepath(oid) as path, pg_relation_size(oid) as size
  from file where pg_relation_filepath(oid) is not null
 order by nspname, relname, oid
