-- What verification leaves to a person, and what it did not look at: {"maybe": [{"where", "rows"}], "nowhere": [likewise],
-- "not_searched": [{"where", "why"}]}; null: of before this was noted.
alter table muniment.verification add notes jsonb;
-- Rows that went, table by table, as the server counted them; and rows that the register's own code wrote meanwhile: an
-- object each. Null: of before this was noted.
alter table muniment.batch add went jsonb, add wrote jsonb;
grant select (went, wrote) on muniment.batch to muniment_auditor;
grant select (notes) on muniment.verification to muniment_auditor;
