-- +goose Up

-- What measures see of an incident, as one text that the program writes with it, so that
-- a window of thousands is read from an index alone. It is empty for incidents of before this
-- file; the program writes that of the newest when it starts, and reads the others as before.
ALTER TABLE incidents ADD COLUMN footprint text NOT NULL DEFAULT '';
DROP INDEX incidents_detected;
CREATE INDEX incidents_detected ON incidents (detected_at DESC, id DESC, footprint);

-- +goose Down
DROP INDEX incidents_detected;
CREATE INDEX incidents_detected ON incidents (detected_at DESC, id DESC);
ALTER TABLE incidents DROP COLUMN footprint;
