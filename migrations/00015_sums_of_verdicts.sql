-- +goose Up

-- What verdicts on hypotheses and alarms add up to, by day, month and year, written in the
-- transactions that give them and take them back. What it is about is the tenth of its
-- confidence for a hypothesis, and the source and signals for an alarm. Confidences
-- are added up in millionths, so that what is taken back leaves nothing.
CREATE TABLE judgement_sums (
    subject    text   NOT NULL,
    span       text   NOT NULL,
    start_on   text   NOT NULL,
    origin     text   NOT NULL,
    about      text   NOT NULL,
    judged     bigint NOT NULL,
    confirmed  bigint NOT NULL,
    rejected   bigint NOT NULL,
    confidence bigint NOT NULL,
    PRIMARY KEY (subject, span, start_on, origin, about)
);

-- Verdicts of before this file. The program adds them up when it starts, and empties the
-- table.
CREATE TABLE judgement_history (
    id         text             NOT NULL PRIMARY KEY,
    subject    text             NOT NULL,
    verdict    text             NOT NULL,
    confidence double precision NOT NULL,
    source     text             NOT NULL,
    signals    text             NOT NULL,
    origin     text             NOT NULL,
    judged_at  timestamptz      NOT NULL
);
INSERT INTO judgement_history
SELECT id, subject, verdict, confidence, source, signals, origin, judged_at
FROM judgements WHERE subject IN ('hypothesis', 'alarm');
DROP INDEX judgements_confidence;
DROP INDEX judgements_measured;

-- +goose Down
CREATE INDEX judgements_measured ON judgements (subject, judged_at, origin, verdict, confidence, source, signals, incident_id);
CREATE INDEX judgements_confidence ON judgements (subject, confidence, judged_at, origin, verdict);
DROP TABLE judgement_history;
DROP TABLE judgement_sums;
