-- name: migration_0012
-- What an order could place nowhere, among the hundred thousands that it moved.
CREATE INDEX order_move_residue ON order_move (order_id, kind, key) WHERE outcome = 3;
