-- Fingerprints that the receipts of a run keep: the next batch that has any.
select batch, coalesce(epoch, 0), done_at::date, stones, marks from muniment_agent.receipt
 where run = $1::uuid and batch > $2::integer and length(stones) > 0 order by batch limit 1
