package web

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// registerDashboard adds the first page: what needs somebody, and how everything does.
func (w *Web) registerDashboard() { w.mux.HandleFunc("GET /{$}", w.page(w.dashboard)) }

// dashboard is what its page shows.
type dashboard struct {
	visit   *visit
	Status  *airra.SystemStatus
	Pending []airra.Action
	Open    airra.Page[airra.Incident]
	OnCall  []airra.OnCallEntry
}

// openShown is how many open incidents stand on the dashboard; the list has all.
const openShown = 12

// pendingShown is how many undecided actions do. In a storm they are hundreds, and the
// open incidents would stand below all of them.
const pendingShown = 8

// dashboard asks for everything at once: none of the answers depends on another.
func (w *Web) dashboard(v *visit) (view, error) {
	d := dashboard{visit: v}
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &d.Status, w.opts.Backend.Status)
	ask(ctx, group, &d.Pending, w.opts.Backend.PendingApprovals)
	ask(ctx, group, &d.OnCall, w.opts.Backend.CurrentOnCall)
	ask(ctx, group, &d.Open, func(ctx context.Context) (airra.Page[airra.Incident], error) {
		return w.opts.Backend.FindIncidents(ctx, airra.IncidentFilter{Open: true, Page: airra.PageRequest{Page: 1, PageSize: openShown}})
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	return view{Title: "Dashboard", Place: placeDashboard, Body: dashboardPage(d)}, nil
}

// ask runs one question of several.
func ask[T any](ctx context.Context, group *errgroup.Group, into *T, question func(context.Context) (T, error)) {
	group.Go(func() (err error) {
		*into, err = question(ctx)
		return err
	})
}

// opened counts what is open in all.
func (d dashboard) opened() (n int) {
	for _, count := range d.Status.OpenIncidents {
		n += count
	}
	return n
}

// undecided is how many actions wait in all: the count and the list are asked for at
// once, so one of them may be a moment older.
func (d dashboard) undecided() int { return max(d.Status.Pending, len(d.Pending)) }

// answering are those who are called first: one for each service and team, and one for
// all that has none of its own.
func (d dashboard) answering() []airra.OnCallEntry {
	var first []airra.OnCallEntry
	for _, entry := range d.OnCall {
		if entry.Level == airra.LevelPrimary {
			first = append(first, entry)
		}
	}
	return first
}
