-- +goose Up

-- How long the open incidents have been open is counted from the index alone.
DROP INDEX incidents_open;
CREATE INDEX incidents_open ON incidents (detected_at DESC, id DESC, origin, dry_run_resolution) WHERE status <> 'resolved';

-- +goose Down
DROP INDEX incidents_open;
CREATE INDEX incidents_open ON incidents (detected_at DESC, id DESC) WHERE status <> 'resolved';
