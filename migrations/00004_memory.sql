-- +goose Up

-- What is remembered of resolved incidents, one row for each. The words of its text
-- stand in the row, so that comparing a candidate needs no other table.
CREATE TABLE memory_documents (
    incident_id text             NOT NULL PRIMARY KEY REFERENCES incidents (id),
    ref         text             NOT NULL,
    title       text             NOT NULL,
    service     text             NOT NULL,
    category    text             NOT NULL,
    cause       text             NOT NULL,
    fix         text             NOT NULL,
    confirmed   boolean          NOT NULL,
    rejected    boolean          NOT NULL,
    trust       double precision NOT NULL,
    origin      text             NOT NULL,
    signals     text             NOT NULL,
    terms       text             NOT NULL,
    length      bigint           NOT NULL,
    resolved_at timestamptz      NOT NULL
);
CREATE INDEX memory_documents_service ON memory_documents (service, incident_id DESC);

-- Which memories hold a word or a signal. Ids grow with time, so the end of an index
-- range is the newest part of a list.
CREATE TABLE memory_terms (
    term        text NOT NULL,
    incident_id text NOT NULL,
    PRIMARY KEY (term, incident_id)
);
CREATE TABLE memory_signals (
    name        text NOT NULL,
    incident_id text NOT NULL,
    PRIMARY KEY (name, incident_id)
);

-- In how many memories a word stands. The row of the empty word counts the memories
-- themselves and the words in them, and whoever writes memories takes it first, so that
-- they come one after the other and every count stays right.
CREATE TABLE memory_stats (
    term      text   NOT NULL PRIMARY KEY,
    documents bigint NOT NULL,
    words     bigint NOT NULL
);

-- The analyses that were answered by what was remembered, without a model.
CREATE TABLE reuses (
    incident_id text             NOT NULL REFERENCES incidents (id),
    round       bigint           NOT NULL,
    past_ref    text             NOT NULL,
    similarity  double precision NOT NULL,
    trust       double precision NOT NULL,
    at          timestamptz      NOT NULL,
    PRIMARY KEY (incident_id, round)
);

-- +goose Down
DROP TABLE reuses;
DROP TABLE memory_stats;
DROP TABLE memory_signals;
DROP TABLE memory_terms;
DROP TABLE memory_documents;
