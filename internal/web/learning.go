package web

import (
	"context"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// learning is what the verdicts of people have taught.
type learning struct {
	visit       *visit
	Insights    *airra.LearningInsights
	Patterns    *airra.Patterns
	Postmortems []airra.Postmortem
}

func (w *Web) registerLearning() { w.mux.HandleFunc("GET /learning", w.page(w.learning)) }

func (w *Web) learning(v *visit) (view, error) {
	days := 30
	if text := v.query("days"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 365 {
			return view{}, airra.Invalid("days", "must be between 1 and 365")
		}
		days = n
	}
	l := learning{visit: v}
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &l.Patterns, func(ctx context.Context) (*airra.Patterns, error) {
		return w.opts.Backend.LearnedPatterns(ctx, nil)
	})
	ask(ctx, group, &l.Insights, func(ctx context.Context) (*airra.LearningInsights, error) {
		return w.opts.Backend.LearningInsights(ctx, airra.AnalyticsQuery{Days: days})
	})
	ask(ctx, group, &l.Postmortems, func(ctx context.Context) ([]airra.Postmortem, error) {
		return w.opts.Backend.FindPostmortems(ctx, airra.PostmortemFilter{Limit: 20})
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	return view{Title: "Learning", Place: placeLearning, Body: learningPage(l)}, nil
}

// openItems counts what was promised and is not done.
func openItems(p *airra.Postmortem) (n int) {
	for _, i := range p.ActionItems {
		if i.Status != airra.ItemDone && i.Status != airra.ItemDropped {
			n++
		}
	}
	return n
}
