-- +goose Up

-- Sums of years, and of weeks of all incidents together, stand beside those of days and
-- months, so that an answer about a year reads a few rows. A program of before this file
-- would bring only days and months up to date: it must not find the table, and leaves its
-- changes to one that does.
ALTER TABLE analytics_spans RENAME TO analytics_sums;
-- A row as long as there are sums of before this file without those of their years and
-- weeks. Histograms are added up by the program, when it starts.
CREATE TABLE analytics_narrow (
    since text NOT NULL PRIMARY KEY
);
INSERT INTO analytics_narrow SELECT min(start_on) FROM analytics_sums HAVING count(*) > 0;

-- +goose Down
DROP TABLE analytics_narrow;
DELETE FROM analytics_sums WHERE span IN ('week', 'year');
ALTER TABLE analytics_sums RENAME TO analytics_spans;
