-- +goose Up

-- What was learned from an incident, written down: at most one for each incident. The
-- lists are JSON, since nothing is searched in them. Of the action items those of all
-- postmortems are read together, and open_items says in which ones there are any.
CREATE TABLE postmortems (
    id                     text             NOT NULL PRIMARY KEY,
    incident_id            text             NOT NULL REFERENCES incidents (id),
    incident_ref           text             NOT NULL,
    author                 text             NOT NULL,
    actual_root_cause      text             NOT NULL,
    contributing_factors   text             NOT NULL,
    detection_delay_reason text,
    duration_minutes       bigint           NOT NULL,
    users_affected         bigint,
    revenue_impact_usd     double precision,
    what_went_well         text             NOT NULL,
    what_went_wrong        text             NOT NULL,
    lessons_learned        text             NOT NULL,
    action_items           text             NOT NULL,
    open_items             bigint           NOT NULL,
    prevention_measures    text             NOT NULL,
    detection_improvements text             NOT NULL,
    response_improvements  text             NOT NULL,
    ai_hypothesis_correct  boolean,
    ai_evaluation_notes    text,
    additional_notes       text,
    published              boolean          NOT NULL,
    published_at           timestamptz,
    created_at             timestamptz      NOT NULL,
    updated_at             timestamptz      NOT NULL,
    version                bigint           NOT NULL
);
CREATE UNIQUE INDEX postmortems_incident ON postmortems (incident_id);
CREATE INDEX postmortems_created ON postmortems (created_at DESC, id DESC);
CREATE INDEX postmortems_published ON postmortems (created_at DESC, id DESC) WHERE published;
CREATE INDEX postmortems_open ON postmortems (created_at DESC, id DESC) WHERE open_items > 0;

-- +goose Down
DROP TABLE postmortems;
