-- +goose Up

-- Which incidents have another text than when they were reported, and in which order
-- they got it. A process that holds the texts reads from here what it has not seen;
-- the number comes from a counter, so none is committed behind one that was read.
CREATE TABLE incident_text_changes (
    incident_id text   NOT NULL PRIMARY KEY REFERENCES incidents (id),
    change      bigint NOT NULL
);
CREATE INDEX incident_text_changes_change ON incident_text_changes (change);
INSERT INTO counters (name, value) VALUES ('texts', 0);

-- +goose Down
DELETE FROM counters WHERE name = 'texts';
DROP TABLE incident_text_changes;
