package workflow

import (
	"context"
	"log/slog"

	"github.com/airra/airra/internal/airra"
)

// witness remembers what a transaction appends to timelines, so that the log can
// tell it once it is true.
type witness struct {
	airra.Tx
	opened []*airra.Incident
	events []airra.Event
}

// InsertIncident remembers the incident, which has its ref after the commit.
func (t *witness) InsertIncident(i *airra.Incident) {
	t.opened = append(t.opened, i)
	t.Tx.InsertIncident(i)
}

// Append remembers the event.
func (t *witness) Append(e airra.Event) {
	t.events = append(t.events, e)
	t.Tx.Append(e)
}

// log writes one line for each event. Every line names the incident by its id and
// by its ref, so that the story of one incident can be found with either.
func (t *witness) log(ctx context.Context, log *slog.Logger) {
	if len(t.events) == 0 || !log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	refs := make(map[airra.IncidentID]string, len(t.opened))
	for _, i := range t.opened {
		refs[i.ID] = i.Ref
	}
	for _, e := range t.events {
		ref := e.IncidentRef
		if ref == "" {
			ref = refs[e.IncidentID]
		}
		log.Log(ctx, level(e.Type), "incident event", "incident", ref, "incident_id", string(e.IncidentID),
			"event", string(e.Type), "actor", e.Actor, "description", e.Description)
	}
}

// level is how loudly an event is told. In a storm thousands join the page of another
// one, whose own lines say all that an operator needs; each timeline still has its own.
func level(t airra.EventType) slog.Level {
	if t == airra.EventPagingBundled {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}
