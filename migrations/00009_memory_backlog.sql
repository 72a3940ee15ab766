-- +goose Up

-- Incidents that were resolved before there was a memory. The daemon writes down what
-- they teach, the newest first, and takes each from here in the same transaction.
CREATE TABLE memory_backlog (
    incident_id text NOT NULL PRIMARY KEY
);
INSERT INTO memory_backlog
SELECT id FROM incidents WHERE status = 'resolved' AND id NOT IN (SELECT incident_id FROM memory_documents);

-- +goose Down
DROP TABLE memory_backlog;
