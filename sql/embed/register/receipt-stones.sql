-- Fingerprints that the receipts of a run keep: the next batch that has any.
-- returns: receipt_stones
select batch, coalesce(epoch, 0) as epoch, done_at::date as done_on, stones, marks from muniment_agent.receipt
 where run = $1::uuid and batch > $2::integer and length(stones) > 0 order by batch limit 1
