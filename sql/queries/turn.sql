-- What one at a time does: the turn is kept until the transaction ends.

-- name: turn_take
select from muniment.turn where what = $1::text for update
