-- name: test_order
INSERT INTO unit_order (id, number, title, issued_by, kind, passed_day, in_force_day, operates_day,
	ends_district_tier, default_rule, state, made_us)
VALUES ($1, $2, 'T', 'Q', 'N', $3, $3, $3, 1, 'none', 'applied', 0)
