-- Certificates of runs.

-- name: certificate_insert
insert into muniment.certificate (run, body, pdf, issued_on) values ($1::bigint, $2::bigint, $3::bigint, $4::date)

-- name: certificate_get
select body, pdf from muniment.certificate where run = $1::bigint
