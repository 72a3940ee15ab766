-- +goose Up

-- Rows from which refs and growing ids are taken as ranges. The row of events
-- is taken last in a transaction: it stays locked until the commit, which makes
-- the order of the ids the order of the commits.
CREATE TABLE counters (
    name  text   NOT NULL PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO counters (name, value) VALUES ('incidents', 0), ('actions', 0), ('audit', 0), ('events', 0);

CREATE TABLE incidents (
    id                      text             NOT NULL PRIMARY KEY,
    ref                     text             NOT NULL UNIQUE,
    title                   text             NOT NULL,
    description             text             NOT NULL,
    severity                text             NOT NULL,
    affected_service        text             NOT NULL,
    affected_components     text             NOT NULL,
    status                  text             NOT NULL,
    detected_at             timestamptz      NOT NULL,
    detection_source        text             NOT NULL,
    resolved_at             timestamptz,
    resolution_time_seconds bigint,
    resolution_summary      text,
    resolution_cause        text,
    resolved_by             text,
    dry_run_resolution      boolean          NOT NULL,
    assigned_engineer_id    text,
    metrics_snapshot        text             NOT NULL,
    context                 text             NOT NULL,
    acknowledged_by         text,
    acknowledged_at         timestamptz,
    acknowledged_until      timestamptz,
    first_acknowledged      timestamptz,
    pending_approval_at     timestamptz,
    reasoner                text             NOT NULL,
    status_note             text,
    fingerprint             text             NOT NULL,
    occurrence_count        bigint           NOT NULL,
    peak_sigma              double precision NOT NULL,
    last_seen_at            timestamptz,
    created_at              timestamptz      NOT NULL,
    updated_at              timestamptz      NOT NULL,
    analysis_round          bigint           NOT NULL,
    version                 bigint           NOT NULL,
    -- Title and description in folded case, because the two databases disagree
    -- about which letters LIKE takes for the same.
    search_text             text             NOT NULL
);
-- Every list is read in the order of one of these, so a page costs its own rows.
CREATE INDEX incidents_detected ON incidents (detected_at DESC, id DESC);
CREATE INDEX incidents_status ON incidents (status, detected_at DESC, id DESC);
CREATE INDEX incidents_severity ON incidents (severity, detected_at DESC, id DESC);
CREATE INDEX incidents_service ON incidents (affected_service, detected_at DESC, id DESC);
CREATE INDEX incidents_open ON incidents (detected_at DESC, id DESC) WHERE status <> 'resolved';
CREATE INDEX incidents_resolved ON incidents (resolved_at DESC, id DESC) WHERE status = 'resolved';
CREATE INDEX incidents_fingerprint ON incidents (fingerprint) WHERE fingerprint <> '';
CREATE INDEX incidents_assigned ON incidents (assigned_engineer_id, detected_at DESC, id DESC) WHERE assigned_engineer_id IS NOT NULL;
CREATE INDEX incidents_monitor_open ON incidents (id) WHERE fingerprint <> '' AND status <> 'resolved';
CREATE INDEX incidents_monitor_seen ON incidents (last_seen_at) WHERE fingerprint <> '';

-- How many incidents there are of each sort. Counting a hundred thousand rows
-- for the total of a page takes tens of milliseconds; adding these up does not.
CREATE TABLE incident_tally (
    status           text   NOT NULL,
    severity         text   NOT NULL,
    affected_service text   NOT NULL,
    incidents        bigint NOT NULL,
    PRIMARY KEY (status, severity, affected_service)
);

CREATE TABLE incident_signals (
    incident_id text        NOT NULL REFERENCES incidents (id),
    service     text        NOT NULL,
    name        text        NOT NULL,
    first_seen  timestamptz NOT NULL,
    document    text        NOT NULL,
    PRIMARY KEY (incident_id, service, name)
);
CREATE INDEX incident_signals_name ON incident_signals (name, incident_id);

CREATE TABLE hypotheses (
    id                  text             NOT NULL PRIMARY KEY,
    incident_id         text             NOT NULL REFERENCES incidents (id),
    description         text             NOT NULL,
    category            text             NOT NULL,
    confidence_score    double precision NOT NULL,
    evidence            text             NOT NULL,
    supporting_signals  text             NOT NULL,
    rank                bigint           NOT NULL,
    reasoning           text             NOT NULL,
    llm_model           text             NOT NULL,
    validated           boolean          NOT NULL,
    validation_feedback text,
    created_at          timestamptz      NOT NULL
);
CREATE INDEX hypotheses_incident ON hypotheses (incident_id, rank);

-- hypothesis_id has no reference: a new analysis replaces the hypotheses, and
-- the action that was proposed keeps the name of the one it answered.
CREATE TABLE actions (
    id                         text             NOT NULL PRIMARY KEY,
    ref                        text             NOT NULL UNIQUE,
    incident_id                text             NOT NULL REFERENCES incidents (id),
    incident_ref               text             NOT NULL,
    hypothesis_id              text,
    action_type                text             NOT NULL,
    name                       text             NOT NULL,
    description                text             NOT NULL,
    target_service             text             NOT NULL,
    target_resource            text,
    risk_level                 text             NOT NULL,
    risk_score                 double precision NOT NULL,
    risk_terms                 text             NOT NULL,
    blast_radius               text             NOT NULL,
    parameters                 text             NOT NULL,
    status                     text             NOT NULL,
    requires_approval          boolean          NOT NULL,
    approved_by                text,
    approved_at                timestamptz,
    approval_notes             text,
    rejected_by                text,
    rejected_at                timestamptz,
    rejection_reason           text,
    execution_mode             text             NOT NULL,
    executed_at                timestamptz,
    execution_duration_seconds bigint,
    execution_result           text,
    created_at                 timestamptz      NOT NULL,
    updated_at                 timestamptz      NOT NULL,
    version                    bigint           NOT NULL
);
CREATE INDEX actions_created ON actions (created_at, id);
CREATE INDEX actions_status ON actions (status, created_at, id);
CREATE INDEX actions_incident ON actions (incident_id, created_at, id);

CREATE TABLE events (
    id           bigint      NOT NULL PRIMARY KEY,
    incident_id  text        NOT NULL REFERENCES incidents (id),
    incident_ref text        NOT NULL,
    event_type   text        NOT NULL,
    description  text        NOT NULL,
    actor        text        NOT NULL,
    metadata     text        NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX events_incident ON events (incident_id, id);

-- The audit trail refers to nothing, so that it outlives what it tells about.
CREATE TABLE audit (
    id          bigint      NOT NULL PRIMARY KEY,
    at          timestamptz NOT NULL,
    event_type  text        NOT NULL,
    actor       text        NOT NULL,
    outcome     text        NOT NULL,
    incident_id text,
    action_id   text,
    details     text        NOT NULL
);
CREATE INDEX audit_incident ON audit (incident_id, id);

CREATE TABLE leases (
    name       text        NOT NULL PRIMARY KEY,
    holder     text        NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE idempotency_keys (
    idempotency_key text        NOT NULL PRIMARY KEY,
    fingerprint     text        NOT NULL,
    claimed_at      timestamptz NOT NULL,
    finished        boolean     NOT NULL,
    status          bigint      NOT NULL,
    content_type    text        NOT NULL,
    location        text        NOT NULL,
    body            text        NOT NULL
);
CREATE INDEX idempotency_keys_claimed ON idempotency_keys (claimed_at);

-- Processes that work jobs. One that has been silent for some seconds is dead,
-- and the others take its jobs over.
CREATE TABLE daemons (
    id         text        NOT NULL PRIMARY KEY,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);

-- +goose Down
DROP TABLE daemons;
DROP TABLE idempotency_keys;
DROP TABLE leases;
DROP TABLE audit;
DROP TABLE events;
DROP TABLE actions;
DROP TABLE hypotheses;
DROP TABLE incident_signals;
DROP TABLE incident_tally;
DROP TABLE incidents;
DROP TABLE counters;
