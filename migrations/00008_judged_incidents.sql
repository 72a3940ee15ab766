-- +goose Up

-- A verdict knows when its incident was detected and of which sort it is, so that the
-- judged incidents of a year are counted without reading ten thousand wide rows. The
-- sort changes when a rehearsal resolves the incident, or when that is reopened; who
-- writes the incident writes it here too.
ALTER TABLE judgements ADD COLUMN detected_at timestamptz;
ALTER TABLE judgements ADD COLUMN sort text NOT NULL DEFAULT 'real';
UPDATE judgements SET
    detected_at = (SELECT i.detected_at FROM incidents AS i WHERE i.id = judgements.incident_id),
    sort = coalesce((SELECT CASE WHEN i.origin <> 'real' THEN i.origin WHEN i.dry_run_resolution THEN 'dry_run' ELSE 'real' END
        FROM incidents AS i WHERE i.id = judgements.incident_id), 'real');
CREATE INDEX judgements_detected ON judgements (subject, detected_at, sort, incident_id);

-- A message knows the service it is about, so that the share answered in time is told
-- apart by service without a look at each incident.
ALTER TABLE notifications ADD COLUMN service text NOT NULL DEFAULT '';
UPDATE notifications SET service = coalesce((SELECT i.affected_service FROM incidents AS i WHERE i.id = notifications.incident_id), '');
DROP INDEX notifications_measured;
CREATE INDEX notifications_measured ON notifications (created_at DESC, kind, engineer_id, engineer_name, status, sla_met, sla_deadline, acknowledged_at, service);

-- +goose Down
DROP INDEX notifications_measured;
CREATE INDEX notifications_measured ON notifications (created_at DESC, kind, engineer_id, engineer_name, status, sla_met, sla_deadline, acknowledged_at, incident_id);
ALTER TABLE notifications DROP COLUMN service;
DROP INDEX judgements_detected;
ALTER TABLE judgements DROP COLUMN sort;
ALTER TABLE judgements DROP COLUMN detected_at;
