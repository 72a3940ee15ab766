package workflow

import (
	"context"
	"hash/fnv"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/invent"
	"github.com/airra/airra/internal/perceive"
)

// GeneratorRole is the lease of the one daemon that invents incidents by the clock.
const GeneratorRole = "generator"

// Inventor writes an incident for a seed. Its only error is an ended context.
type Inventor interface {
	Invent(ctx context.Context, seed uint64) (invent.Draft, error)
}

// GenerateIncident stores an invented incident and has it analysed like any other. Its
// numbers are judged by what the draft says of them and by no baseline: the service that
// it is told of is well.
func (w *Workflow) GenerateIncident(ctx context.Context) (*airra.Incident, error) {
	if w.Inventor == nil {
		return nil, &airra.Error{
			Code: airra.CodeUnavailable, Message: "this server invents no incidents",
			Hint: "a development server does, and any other one with AIRRA_GENERATOR_INTERVAL",
		}
	}
	draft, err := w.Inventor.Invent(ctx, newSeed())
	if err != nil {
		return nil, err
	}
	now := w.now()
	i := newIncident(draft.Report(now), now)
	i.Origin = airra.OriginGenerated
	signals, err := perceive.SnapshotSignals(i.AffectedService, i.MetricsSnapshot, nobodyKnows, now)
	if err != nil {
		return nil, err
	}
	i.PeakSigma = peak(signals)
	c := creation{incident: i, signals: signals, actor: airra.ActorFrom(ctx), reason: "Invented by the generator (" + draft.Generator + "): " + i.Title, analyze: true}
	if err := w.creations.do(ctx, c); err != nil {
		return nil, err
	}
	return i, nil
}

// newSeed is as random as an identifier.
func newSeed() uint64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(airra.NewID())) // A hash never fails to write.
	return hash.Sum64()
}

// pages says whether people are called for an incident without anybody asking for it.
func (w *Workflow) pages(i *airra.Incident) bool {
	return w.GeneratorPages || i.Origin != airra.OriginGenerated
}

// summon puts an incident whose paging has not begun on the list of those to be paged.
func (w *Workflow) summon(tell story, asked bool) {
	if asked || w.pages(tell.incident) {
		tell.tx.Enqueue(airra.Job{Kind: airra.JobPage, IncidentID: tell.incident.ID, At: tell.at})
	}
}
