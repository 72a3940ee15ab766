-- +goose Up

-- How incidents changed since the stored sums were last brought up to date: what they
-- were is taken away, what they are is added. Whoever changes an incident writes a row
-- here and touches no sum, so nobody waits for anybody.
CREATE TABLE analytics_deltas (
    id                  text   NOT NULL PRIMARY KEY,
    day                 text   NOT NULL,
    service             text   NOT NULL,
    severity            text   NOT NULL,
    source              text   NOT NULL,
    sort                text   NOT NULL,
    incidents           bigint NOT NULL,
    still_open          bigint NOT NULL,
    analysed            bigint NOT NULL,
    resolved            bigint NOT NULL,
    acknowledged        bigint NOT NULL,
    resolved_millis     bigint NOT NULL,
    acknowledged_millis bigint NOT NULL,
    resolution          text   NOT NULL,
    acknowledgement     text   NOT NULL
);

-- What the incidents of a day or month add up to: together, where word and dimension
-- are empty, and for each service, severity and source. The last two columns are
-- histograms, as internal/measure writes them.
CREATE TABLE analytics_spans (
    span                text   NOT NULL,
    dimension           text   NOT NULL,
    start_on            text   NOT NULL,
    word                text   NOT NULL,
    sort                text   NOT NULL,
    incidents           bigint NOT NULL,
    still_open          bigint NOT NULL,
    critical            bigint NOT NULL,
    analysed            bigint NOT NULL,
    resolved            bigint NOT NULL,
    acknowledged        bigint NOT NULL,
    resolved_millis     bigint NOT NULL,
    acknowledged_millis bigint NOT NULL,
    resolution          text   NOT NULL,
    acknowledgement     text   NOT NULL,
    PRIMARY KEY (span, dimension, start_on, word, sort)
);
CREATE INDEX analytics_spans_word ON analytics_spans (dimension, word, span, start_on);

-- Incidents of before this file, as they are now. The two databases count time in
-- different words, so the program measures them when it starts, and empties the table.
CREATE TABLE analytics_history (
    incident_id        text        NOT NULL PRIMARY KEY,
    detected_at        timestamptz NOT NULL,
    affected_service   text        NOT NULL,
    severity           text        NOT NULL,
    detection_source   text        NOT NULL,
    status             text        NOT NULL,
    origin             text        NOT NULL,
    dry_run_resolution boolean     NOT NULL,
    reasoner           text        NOT NULL,
    resolved_at        timestamptz,
    first_acknowledged timestamptz
);
INSERT INTO analytics_history
SELECT id, detected_at, affected_service, severity, detection_source, status, origin, dry_run_resolution, reasoner, resolved_at, first_acknowledged
FROM incidents;

-- Everything that is measured about notifications, so that their long texts are not read.
CREATE INDEX notifications_measured ON notifications (created_at DESC, kind, engineer_id, engineer_name, status, sla_met, sla_deadline, acknowledged_at, incident_id);
CREATE INDEX judgements_incident ON judgements (incident_id, subject);

-- +goose Down
DROP INDEX judgements_incident;
DROP INDEX notifications_measured;
DROP TABLE analytics_history;
DROP TABLE analytics_spans;
DROP TABLE analytics_deltas;
