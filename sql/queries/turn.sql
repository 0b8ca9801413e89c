-- What one at a time does: the turn is kept until the transaction ends.

-- name: turn_take
select from muniment.turn where what = :what::text for update

-- Tables that have grown by much since they were analysed: sql/migrate/0021-analyse.sql.
-- name: analyse_grown
select muniment.analyse_grown() as n
