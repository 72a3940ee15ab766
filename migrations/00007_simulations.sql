-- +goose Up

-- Scenarios that were started, or will be. Nothing turns their state: it follows from
-- the times, so every daemon reads the same from the same row. incident_id refers to
-- incidents without saying so, because the incident is written at the end of the
-- transaction that links the two.
CREATE TABLE simulations (
    id             text        NOT NULL PRIMARY KEY,
    scenario_id    text        NOT NULL,
    service        text        NOT NULL,
    drill_id       text        NOT NULL,
    incident_id    text,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    stopped_at     timestamptz,
    started_by     text        NOT NULL,
    execution_mode text        NOT NULL,
    gauges         bigint      NOT NULL,
    version        bigint      NOT NULL
);
CREATE INDEX simulations_ends_at ON simulations (ends_at);
CREATE INDEX simulations_starts_at ON simulations (starts_at);

-- +goose Down
DROP TABLE simulations;
