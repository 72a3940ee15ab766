-- +goose Up

-- People, and what decides who is told. Columns that end in _key hold a name in
-- folded case: they make it unique in every alphabet on both databases alike.
CREATE TABLE engineers (
    id                     text        NOT NULL PRIMARY KEY,
    name                   text        NOT NULL,
    name_key               text        NOT NULL,
    email                  text        NOT NULL,
    email_key              text        NOT NULL,
    expertise              text        NOT NULL,
    department             text,
    status                 text        NOT NULL,
    is_available           boolean     NOT NULL,
    max_concurrent_reviews bigint      NOT NULL,
    slack_handle           text,
    phone                  text,
    time_zone              text        NOT NULL,
    additional_info        text        NOT NULL,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL,
    version                bigint      NOT NULL
);
CREATE UNIQUE INDEX engineers_email ON engineers (email_key);
CREATE INDEX engineers_name ON engineers (name_key);
CREATE INDEX engineers_created ON engineers (created_at DESC, id DESC);

-- What an engineer has to do is counted and not stored, so it must be cheap to
-- count. Incidents that nobody has been given do not stand in this index, so a
-- report of one costs what it did before.
CREATE INDEX incidents_assigned_open ON incidents (assigned_engineer_id)
    WHERE assigned_engineer_id IS NOT NULL AND status <> 'resolved' AND status <> 'failed';

CREATE TABLE shifts (
    id            text        NOT NULL PRIMARY KEY,
    engineer_id   text        NOT NULL REFERENCES engineers (id),
    service       text,
    team          text,
    start_time    timestamptz NOT NULL,
    end_time      timestamptz NOT NULL,
    level         text        NOT NULL,
    schedule_name text,
    rotation_week bigint,
    is_active     boolean     NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       bigint      NOT NULL
);
CREATE INDEX shifts_start ON shifts (start_time DESC, id DESC);
CREATE INDEX shifts_engineer ON shifts (engineer_id, start_time DESC, id DESC);
-- What touches a span is found by its end: behind now there are years of shifts,
-- before it a few weeks.
CREATE INDEX shifts_end ON shifts (end_time) WHERE is_active;

CREATE TABLE rotations (
    id         text        NOT NULL PRIMARY KEY,
    name       text        NOT NULL,
    name_key   text        NOT NULL,
    service    text,
    team       text,
    level      text        NOT NULL,
    time_zone  text        NOT NULL,
    layers     text        NOT NULL,
    is_active  boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint      NOT NULL
);
CREATE UNIQUE INDEX rotations_name ON rotations (name_key);

CREATE TABLE swaps (
    id           text        NOT NULL PRIMARY KEY,
    rotation_id  text        REFERENCES rotations (id),
    requester_id text        NOT NULL REFERENCES engineers (id),
    start_time   timestamptz NOT NULL,
    end_time     timestamptz NOT NULL,
    reason       text        NOT NULL,
    status       text        NOT NULL,
    taken_by     text        REFERENCES engineers (id),
    taken_at     timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      bigint      NOT NULL
);
CREATE INDEX swaps_start ON swaps (start_time, id);

CREATE TABLE overrides (
    id          text        NOT NULL PRIMARY KEY,
    rotation_id text        REFERENCES rotations (id),
    replaces    text        REFERENCES engineers (id),
    engineer_id text        NOT NULL REFERENCES engineers (id),
    start_time  timestamptz NOT NULL,
    end_time    timestamptz NOT NULL,
    reason      text        NOT NULL,
    created_by  text        NOT NULL,
    swap_id     text        REFERENCES swaps (id),
    created_at  timestamptz NOT NULL
);
CREATE INDEX overrides_start ON overrides (start_time, id);
CREATE INDEX overrides_end ON overrides (end_time);

CREATE TABLE feeds (
    id          text        NOT NULL PRIMARY KEY,
    engineer_id text        REFERENCES engineers (id),
    rotation_id text        REFERENCES rotations (id),
    created_by  text        NOT NULL,
    created_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    token_hash  text        NOT NULL
);
CREATE UNIQUE INDEX feeds_token ON feeds (token_hash);

-- service_key is the service, and empty for the default policy, of which there is
-- one: NULL would not be unique.
CREATE TABLE escalation_policies (
    id          text        NOT NULL PRIMARY KEY,
    name        text        NOT NULL,
    name_key    text        NOT NULL,
    service_key text        NOT NULL,
    steps       text        NOT NULL,
    repeat      bigint      NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint      NOT NULL
);
CREATE UNIQUE INDEX escalation_policies_name ON escalation_policies (name_key);
CREATE UNIQUE INDEX escalation_policies_service ON escalation_policies (service_key);

-- The policy as it was when an incident began, once for all incidents that began
-- under it: a storm would otherwise write the same kilobyte again and again.
CREATE TABLE policy_snapshots (
    hash     text NOT NULL PRIMARY KEY,
    document text NOT NULL
);

-- The reference to the incident is looked at when the transaction commits, since
-- incidents are written last in theirs. policy_hash and leader_id have none: a
-- snapshot and an incident are never deleted, and on PostgreSQL everybody who
-- inserts would have to lock the same few rows.
CREATE TABLE pagings (
    incident_id text        NOT NULL PRIMARY KEY REFERENCES incidents (id) DEFERRABLE INITIALLY DEFERRED,
    service     text        NOT NULL,
    severity    text        NOT NULL,
    state       text        NOT NULL,
    policy_hash text        NOT NULL,
    step        bigint      NOT NULL,
    round       bigint      NOT NULL,
    cycle       bigint      NOT NULL,
    timer       bigint      NOT NULL,
    due_at      timestamptz,
    leader_id   text,
    started_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint      NOT NULL
);
CREATE INDEX pagings_service ON pagings (service, started_at, incident_id) WHERE leader_id IS NULL;
CREATE INDEX pagings_leader ON pagings (leader_id, started_at, incident_id) WHERE state = 'bundled';
CREATE INDEX pagings_due ON pagings (due_at) WHERE state = 'active';

-- Incidents whose paging has not begun, written in their own transaction. It has no
-- reference either; who takes a row off looks whether the incident is there.
CREATE TABLE unpaged (
    incident_id text        NOT NULL PRIMARY KEY,
    since       timestamptz NOT NULL
);

-- engineer_id has no reference: what was sent is a record and outlives the
-- engineer, whose name stands in the row. sla_deadline and waiting_since follow
-- from other columns; they are here because the two databases count time in
-- different words.
CREATE TABLE notifications (
    id                       text        NOT NULL PRIMARY KEY,
    engineer_id              text,
    engineer_name            text        NOT NULL,
    incident_id              text        REFERENCES incidents (id) DEFERRABLE INITIALLY DEFERRED,
    incident_ref             text        NOT NULL,
    kind                     text        NOT NULL,
    channel                  text        NOT NULL,
    priority                 text        NOT NULL,
    subject                  text        NOT NULL,
    message                  text        NOT NULL,
    status                   text        NOT NULL,
    recipient_address        text        NOT NULL,
    sent_at                  timestamptz,
    delivered_at             timestamptz,
    acknowledged_at          timestamptz,
    acknowledged_by          text,
    acknowledged_via         text        NOT NULL,
    response_time_seconds    bigint,
    sla_target_seconds       bigint      NOT NULL,
    sla_deadline             timestamptz,
    sla_met                  boolean,
    retry_count              bigint      NOT NULL,
    max_retries              bigint      NOT NULL,
    last_error               text,
    escalated                boolean     NOT NULL,
    escalated_to_engineer_id text,
    escalated_at             timestamptz,
    contact                  text        NOT NULL,
    step                     bigint      NOT NULL,
    attempt                  bigint      NOT NULL,
    send_key                 text        NOT NULL,
    why                      text        NOT NULL,
    answer                   text        NOT NULL,
    sending_at               timestamptz,
    took_millis              bigint,
    possibly_twice           boolean     NOT NULL,
    next_try_at              timestamptz,
    waiting_since            timestamptz,
    token_hash               text        NOT NULL,
    token_expires_at         timestamptz,
    created_at               timestamptz NOT NULL,
    updated_at               timestamptz NOT NULL,
    version                  bigint      NOT NULL
);
-- A page is sent once, whatever the number of daemons that take its step.
CREATE UNIQUE INDEX notifications_page ON notifications (incident_id, step, contact, attempt) WHERE kind = 'page';
CREATE UNIQUE INDEX notifications_token ON notifications (token_hash) WHERE token_hash <> '';
CREATE INDEX notifications_created ON notifications (created_at DESC, id DESC);
CREATE INDEX notifications_engineer ON notifications (engineer_id, created_at DESC, id DESC);
CREATE INDEX notifications_incident ON notifications (incident_id, created_at DESC, id DESC);
CREATE INDEX notifications_status ON notifications (status, created_at DESC, id DESC);
CREATE INDEX notifications_waiting ON notifications (waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX notifications_proven ON notifications (contact) WHERE acknowledged_via = 'link';

CREATE TABLE webhook_channels (
    name_key        text        NOT NULL PRIMARY KEY,
    name            text        NOT NULL,
    url             text        NOT NULL,
    secret          text        NOT NULL,
    allow_private   boolean     NOT NULL,
    disabled_at     timestamptz,
    disabled_reason text        NOT NULL,
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL,
    version         bigint      NOT NULL
);

CREATE TABLE reviews (
    id                        text             NOT NULL PRIMARY KEY,
    incident_id               text             NOT NULL REFERENCES incidents (id),
    engineer_id               text             NOT NULL REFERENCES engineers (id),
    status                    text             NOT NULL,
    assigned_at               timestamptz      NOT NULL,
    started_at                timestamptz,
    submitted_at              timestamptz,
    review_time_minutes       double precision,
    ai_hypotheses_reviewed    text             NOT NULL,
    ai_confidence_assessment  text,
    alternative_hypotheses    text             NOT NULL,
    suggested_approach        text             NOT NULL,
    engineer_confidence_score double precision,
    notes                     text             NOT NULL,
    tags                      text             NOT NULL,
    decision                  text             NOT NULL,
    decision_made_at          timestamptz,
    decision_rationale        text,
    approach_executed         boolean,
    execution_successful      boolean,
    outcome_notes             text,
    priority                  text             NOT NULL,
    additional_info           text             NOT NULL,
    created_at                timestamptz      NOT NULL,
    updated_at                timestamptz      NOT NULL,
    version                   bigint           NOT NULL
);
-- Two who ask for a review of the same incident at the same moment: one gets it.
CREATE UNIQUE INDEX reviews_active ON reviews (incident_id) WHERE status IN ('assigned', 'in_progress', 'submitted');
CREATE INDEX reviews_assigned ON reviews (assigned_at DESC, id DESC);
CREATE INDEX reviews_incident ON reviews (incident_id, assigned_at DESC, id DESC);
CREATE INDEX reviews_engineer ON reviews (engineer_id, status, review_time_minutes);

-- +goose Down
DROP TABLE reviews;
DROP TABLE webhook_channels;
DROP TABLE notifications;
DROP TABLE unpaged;
DROP TABLE pagings;
DROP TABLE policy_snapshots;
DROP TABLE escalation_policies;
DROP TABLE feeds;
DROP TABLE overrides;
DROP TABLE swaps;
DROP TABLE rotations;
DROP TABLE shifts;
DROP INDEX incidents_assigned_open;
DROP TABLE engineers;
