-- What is shared, table by table: rows that went with their last link, and what hung on them; and rows that stay, for somebody
-- else holds them as well. An object each. Null: of before this was noted.
alter table muniment.batch add last_links jsonb, add still_shared jsonb;
grant select (last_links, still_shared) on muniment.batch to muniment_auditor;
