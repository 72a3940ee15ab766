package workflow

import (
	"context"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The stretch of the present that a piece of evidence is run again on.
const (
	rerunStretch = 15 * time.Minute
	rerunStep    = 15 * time.Second
)

// RerunEvidence asks the metrics source the question behind one piece of
// evidence again, and sets the answer beside what was stored then.
func (w *Workflow) RerunEvidence(ctx context.Context, key string, number int) (*airra.EvidenceRun, error) {
	i, err := incident(ctx, w.Store, key)
	if err != nil {
		return nil, err
	}
	item, err := w.evidence(ctx, *i, number)
	if err != nil {
		return nil, err
	}
	if item.Query == "" {
		return nil, airra.Errorf(airra.CodeConflict, "evidence %d of %s has no query: it is about %s, which no metrics source can show again", number, i.Ref, item.SignalType)
	}
	signals, err := w.Store.Signals(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	now := w.now()
	series, err := w.Source.QueryRange(ctx, item.Query, now.Add(-rerunStretch), now, rerunStep)
	if err != nil {
		return nil, err
	}
	return &airra.EvidenceRun{
		Evidence: *item, Query: item.Query, Then: stored(signals, item.Query), Now: series,
		Source: w.Source.Check(ctx).Kind, At: now,
	}, nil
}

// evidence finds a piece by its number, among what speaks for and against.
func (w *Workflow) evidence(ctx context.Context, i airra.Incident, number int) (*airra.EvidenceItem, error) {
	hypotheses, err := w.Store.Hypotheses(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	for _, h := range hypotheses {
		for _, item := range slices.Concat(h.Evidence.Items, h.Evidence.Against) {
			if item.Number == number {
				return &item, nil
			}
		}
	}
	return nil, &airra.Error{
		Code: airra.CodeNotFound, Message: "Evidence not found", Hint: "see the numbers with: airra incident view " + i.Ref,
	}
}

// stored is the window of the signal that the query belongs to.
func stored(signals []airra.Signal, query string) []airra.Point {
	for _, s := range signals {
		if s.Query == query && len(s.Window) > 0 {
			return s.Window
		}
	}
	return []airra.Point{}
}
