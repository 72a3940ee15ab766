-- +goose Up

-- How real an incident is. Measures of how well people do count the real ones.
ALTER TABLE incidents ADD COLUMN origin text NOT NULL DEFAULT 'real';

-- What was found out about hypotheses, actions and alarms. A row is written anew when
-- somebody changes their mind and deleted when they take it back, so whatever is worked
-- out from these rows never counts anything twice. It keeps what the judged one looked
-- like, because a new analysis replaces the hypotheses. judged is the category of a
-- hypothesis, the id of an action, and empty for an alarm.
CREATE TABLE judgements (
    id            text             NOT NULL PRIMARY KEY,
    incident_id   text             NOT NULL REFERENCES incidents (id),
    incident_ref  text             NOT NULL,
    subject       text             NOT NULL,
    judged        text             NOT NULL,
    verdict       text             NOT NULL,
    service       text             NOT NULL,
    category      text             NOT NULL,
    hypothesis_id text,
    action_id     text,
    action_type   text             NOT NULL,
    confidence    double precision NOT NULL,
    rank          bigint           NOT NULL,
    reasoner      text             NOT NULL,
    signals       text             NOT NULL,
    source        text             NOT NULL,
    origin        text             NOT NULL,
    dry_run       boolean          NOT NULL,
    judged_by     text             NOT NULL,
    note          text             NOT NULL,
    judged_at     timestamptz      NOT NULL,
    UNIQUE (incident_id, subject, judged)
);
CREATE INDEX judgements_pattern ON judgements (subject, service, category);
CREATE INDEX judgements_action ON judgements (subject, action_type, service);
CREATE INDEX judgements_at ON judgements (judged_at);

-- +goose Down
DROP TABLE judgements;
ALTER TABLE incidents DROP COLUMN origin;
