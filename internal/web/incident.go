package web

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// incidentView is everything about one incident.
type incidentView struct {
	visit *visit
	*airra.IncidentDetail
	Signals     []airra.Signal
	Timeline    *airra.Timeline
	Pages       *airra.PageExplanation
	Judgements  []airra.Judgement
	Similar     []airra.SimilarIncident
	Engineers   []airra.Engineer
	Assigned    *airra.AssignmentInfo
	Postmortem  *airra.Postmortem // nil while there is none
	LiveAllowed bool              // this server may change something
	DecideUntil string            // when an undecided action is escalated; empty for never
}

// similarShown is how many past incidents stand on a page.
const similarShown = 5

func (w *Web) incident(v *visit) (view, error) {
	detail, err := w.opts.Backend.FindIncident(v.r.Context(), v.key())
	if err != nil {
		return view{}, err
	}
	i := incidentView{visit: v, IncidentDetail: detail}
	key := string(detail.ID)
	by := func(question func(context.Context, string) error) func(context.Context) error {
		return func(ctx context.Context) error { return question(ctx, key) }
	}
	group, ctx := errgroup.WithContext(v.r.Context())
	for _, part := range []func(context.Context) error{
		by(keep(&i.Signals, w.opts.Backend.IncidentSignals)), by(keep(&i.Timeline, w.opts.Backend.Timeline)),
		by(keep(&i.Pages, w.opts.Backend.ExplainPages)), by(keep(&i.Judgements, w.opts.Backend.Judgements)),
		by(keep(&i.Assigned, w.opts.Backend.IncidentAssignment)), by(keep(&i.Postmortem, w.postmortemOf)),
		by(keep(&i.Similar, func(ctx context.Context, key string) ([]airra.SimilarIncident, error) {
			return w.opts.Backend.SimilarIncidents(ctx, key, similarShown)
		})),
		func(ctx context.Context) error { return i.readTeam(ctx, w.opts.Backend) },
		func(ctx context.Context) error { return i.readRules(ctx, w.opts.Backend) },
	} {
		group.Go(func() error { return part(ctx) })
	}
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	return view{Title: detail.Ref + " " + detail.Title, Place: placeIncidents, Live: detail.ID, Body: incidentPage(i)}, nil
}

// keep makes a question put its answer where it belongs.
func keep[T any](into *T, question func(context.Context, string) (T, error)) func(context.Context, string) error {
	return func(ctx context.Context, key string) (err error) {
		*into, err = question(ctx, key)
		return err
	}
}

// postmortemOf gives none where there is none.
func (w *Web) postmortemOf(ctx context.Context, key string) (*airra.Postmortem, error) {
	p, err := w.opts.Backend.FindPostmortem(ctx, key)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil, nil
	}
	return p, err
}

// teamShown is how many engineers a list offers to assign to.
const teamShown = 100

func (i *incidentView) readTeam(ctx context.Context, backend airra.Engineers) error {
	page, err := backend.FindEngineers(ctx, airra.EngineerFilter{Page: airra.PageRequest{Page: 1, PageSize: teamShown}})
	i.Engineers = page.Items
	return err
}

// readRules reads what of the server's settings matters for a decision.
func (i *incidentView) readRules(ctx context.Context, backend airra.Operations) error {
	status, err := backend.Status(ctx)
	if err != nil {
		return err
	}
	i.LiveAllowed = !status.DryRun
	if within := status.DecideWithin[i.Severity]; within > 0 && i.PendingApprovalAt != nil && i.Status == airra.StatusPendingApproval {
		i.DecideUntil = clock(i.PendingApprovalAt.Add(seconds(within)))
	}
	return nil
}

// verdict is what was said of a hypothesis; empty for nothing.
func (i incidentView) verdict(h airra.Hypothesis) airra.Verdict {
	for _, j := range i.Judgements {
		if j.Subject == airra.AboutHypothesis && j.Category == h.Category {
			return j.Verdict
		}
	}
	return ""
}

// others are the affected components besides the service itself.
func (i incidentView) others() []string {
	return slices.DeleteFunc(slices.Clone(i.AffectedComponents), func(c string) bool { return c == string(i.AffectedService) })
}

// newestFirst is the timeline with what happened last at the top.
func (i incidentView) newestFirst() []airra.Event {
	events := slices.Clone(i.Timeline.Events)
	slices.Reverse(events)
	return events
}

// chart is what the script draws a signal from.
type chart struct {
	Unit  string    `json:"unit"` // with the space before it
	At    []int64   `json:"at"`   // seconds
	Value []float64 `json:"value"`
	Low   *float64  `json:"low"`
	High  *float64  `json:"high"`
	Marks []int64   `json:"marks"`
}

// chartOf writes a signal's stored window, its normal band and what was out of it, in the
// unit that its largest value is read in: an axis in bytes is read by nobody.
func chartOf(g airra.Signal) string {
	largest := 0.0
	for _, p := range g.Window {
		largest = max(largest, math.Abs(p.Value))
	}
	factor, unit := airra.Scale(largest, g.Unit)
	c := chart{Unit: unit, At: []int64{}, Value: []float64{}, Marks: []int64{}}
	for _, p := range g.Window {
		c.At, c.Value = append(c.At, p.At.Unix()), append(c.Value, p.Value*factor)
	}
	for _, at := range g.Marks {
		c.Marks = append(c.Marks, at.Unix())
	}
	if g.Band != nil {
		low, high := g.Band.Low*factor, g.Band.High*factor
		c.Low, c.High = &low, &high
	}
	text, err := json.Marshal(c)
	if err != nil {
		return "" // A value that is no number; the page has the figures.
	}
	return string(text)
}

// values are those of a signal's window.
func values(g airra.Signal) []float64 {
	v := make([]float64, len(g.Window))
	for n, p := range g.Window {
		v[n] = p.Value
	}
	return v
}

func (w *Web) registerIncident() {
	w.mux.HandleFunc("GET /incidents/{key}", w.page(w.incident))
	w.mux.HandleFunc("GET /incidents/new", w.page(w.newIncident))
	acts := map[string]func(v *visit) (string, error){
		"acknowledge": w.acknowledge, "unacknowledge": w.unacknowledge, "resolve": w.resolve, "reopen": w.reopen, "escalate": w.escalate,
		"analyze": w.analyze, "notes": w.comment, "assign": w.assign, "unassign": w.unassign, "alarm": w.judgeAlarm,
	}
	for name, act := range acts {
		w.mux.HandleFunc("POST /incidents/{key}/"+name, w.act(w.limited(w.back(act))))
	}
	w.mux.HandleFunc("POST /incidents", w.act(w.limited(w.report)))
	w.mux.HandleFunc("POST /incidents/{key}/hypotheses/{number}/verdict", w.act(w.limited(w.back(w.judgeHypothesis))))
	w.mux.HandleFunc("POST /actions/{key}/approve", w.act(w.limited(w.approve)))
	w.mux.HandleFunc("POST /actions/{key}/reject", w.act(w.limited(w.reject)))
	w.mux.HandleFunc("POST /actions/{key}/execute", w.act(w.limited(w.execute)))
	w.mux.HandleFunc("POST /actions/{key}/verdict", w.act(w.limited(w.judgeAction)))
	w.mux.HandleFunc("GET /actions/{key}", w.signedIn(w.findAction))
}

// findAction leads to the incident of an action, where everything about it stands.
func (w *Web) findAction(v *visit) error {
	a, err := w.opts.Backend.FindAction(v.r.Context(), v.key())
	if err != nil {
		return err
	}
	http.Redirect(v.rw, v.r, "/incidents/"+a.IncidentRef+"#"+a.Ref, http.StatusSeeOther)
	return nil
}
