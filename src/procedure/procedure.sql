-- name: procedure_insert
INSERT INTO procedure_version (id, code, name, name_en, fold, sort_key, sector, tier, time_limit,
	restarts, pauses, fee, fee_per, fee_note, papers, basis, forms, unverified, from_day, to_day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- name: procedure_all
-- scans procedure_version: the whole catalogue, a few hundred rows, held in memory afterwards
SELECT id, code, name, name_en, fold, sort_key, sector, tier, time_limit, restarts, pauses,
	COALESCE(fee, -1), fee_per, fee_note, papers, basis, forms, unverified, from_day,
	COALESCE(to_day, 2147483647)
FROM procedure_version
ORDER BY code, from_day
