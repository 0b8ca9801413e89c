-- Certificates of runs.

-- name: certificate_insert
insert into muniment.certificate (run, body, pdf, issued_on) values (:run::bigint, :body::bigint, nullif(:pdf::bigint, 0), :on::date)

-- name: certificate_get
select body, pdf from muniment.certificate where run = :run::bigint
