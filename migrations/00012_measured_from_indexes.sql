-- +goose Up

-- The counts of stored sums without their histograms, which are long texts: most measures
-- add up counts of a year and need no row of the table.
CREATE INDEX analytics_spans_counts ON analytics_spans (dimension, span, start_on, word, sort, incidents, critical, still_open, analysed, resolved, acknowledged, resolved_millis, acknowledged_millis);
-- Judged hypotheses by confidence. A tenth of the confidences is a range of it, so that
-- nothing has to be sorted into tenths.
CREATE INDEX judgements_confidence ON judgements (subject, confidence, judged_at, origin, verdict);

-- +goose Down
DROP INDEX judgements_confidence;
DROP INDEX analytics_spans_counts;
