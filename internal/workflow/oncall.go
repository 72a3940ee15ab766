package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// rosterAt reads what decides about one moment.
func (w *Workflow) rosterAt(ctx context.Context, at time.Time) (airra.Roster, time.Time, error) {
	if at.IsZero() {
		at = w.now()
	}
	at = airra.Now(at)
	roster, err := w.Store.Roster(ctx, at, at)
	return roster, at, err
}

// FindOnCall gives who is to be called first among those who can take something on.
func (w *Workflow) FindOnCall(ctx context.Context, q airra.OnCallQuery) (*airra.OnCallEntry, error) {
	if err := checkLevel(q.Level); err != nil {
		return nil, err
	}
	roster, at, err := w.rosterAt(ctx, q.At)
	if err != nil {
		return nil, err
	}
	q.At = at
	if found := oncall.Find(roster, q, canAccept); found.Entry != nil {
		return found.Entry, nil
	}
	return nil, nobodyOnCall(q)
}

func checkLevel(l airra.OnCallLevel) error {
	if l != "" && !l.Valid() {
		return airra.Invalid("priority", "%q is none of primary, secondary, tertiary", l)
	}
	return nil
}

func nobodyOnCall(q airra.OnCallQuery) error {
	service := ""
	if q.Service != "" {
		service = " for " + string(q.Service)
	}
	return &airra.Error{
		Code: airra.CodeNotFound, Message: "Nobody is on call" + service + " at " + q.At.Format(time.RFC3339),
		Hint: "see what is missing: airra oncall lint",
	}
}

// EscalationChain gives everybody in the order of calling.
func (w *Workflow) EscalationChain(ctx context.Context, q airra.OnCallQuery) ([]airra.OnCallEntry, error) {
	roster, at, err := w.rosterAt(ctx, q.At)
	if err != nil {
		return nil, err
	}
	q.At, q.Level = at, ""
	chain := oncall.Chain(roster, q, canAccept)
	if len(chain) == 0 {
		return nil, nobodyOnCall(q)
	}
	return chain, nil
}

// CurrentOnCall gives every shift that covers this moment.
func (w *Workflow) CurrentOnCall(ctx context.Context) ([]airra.OnCallEntry, error) {
	roster, at, err := w.rosterAt(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	return orEmpty(oncall.Current(roster, at)), nil
}

// longestCalendar bounds a calendar.
const longestCalendar = 366 * 24 * time.Hour

// OnCallCalendar gives what is planned.
func (w *Workflow) OnCallCalendar(ctx context.Context, q airra.CalendarQuery) (*airra.Calendar, error) {
	if q.From.IsZero() {
		q.From = w.now()
	}
	if q.To.IsZero() {
		q.To = q.From.AddDate(0, 0, 7)
	}
	q.From, q.To = airra.Now(q.From), airra.Now(q.To)
	switch {
	case !q.To.After(q.From):
		return nil, airra.Invalid("to", "must be after from")
	case q.To.Sub(q.From) > longestCalendar:
		return nil, airra.Invalid("to", "must be at most a year after from")
	}
	in := oncall.CalendarInput{Query: q}
	rotation, err := rotationOf(ctx, w.Store, q.Rotation)
	if err != nil {
		return nil, err
	}
	in.RotationID = deref(rotation)
	if q.Engineer != "" {
		e, err := engineerOf(ctx, w.Store, "engineer", q.Engineer)
		if err != nil {
			return nil, err
		}
		in.EngineerID = e.ID
	}
	if in.Roster, err = w.Store.Roster(ctx, q.From, q.To); err != nil {
		return nil, err
	}
	c := oncall.Calendar(in)
	return &c, nil
}

// SimulatePaging tells who would be paged, by the same rules as for a real incident.
func (w *Workflow) SimulatePaging(ctx context.Context, q airra.SimulationQuery) (*airra.Simulation, error) {
	if q.Severity == "" {
		q.Severity = airra.SeverityHigh
	}
	if !q.Severity.Valid() {
		return nil, airra.Invalid("severity", "%q is none of critical, high, medium, low", q.Severity)
	}
	if q.At.IsZero() {
		q.At = w.now()
	}
	q.At = airra.Now(q.At)
	policy, err := w.policyFor(ctx, w.Store, q.Service)
	if err != nil {
		return nil, err
	}
	channels, err := w.Channels(ctx)
	if err != nil {
		return nil, err
	}
	roster, err := w.Store.Roster(ctx, q.At, q.At.Add(duration(policy)))
	if err != nil {
		return nil, err
	}
	s := oncall.Simulate(roster, policy, q, channels)
	return &s, nil
}

// duration is how long a policy takes until it is exhausted.
func duration(p airra.EscalationPolicy) time.Duration {
	var once time.Duration
	for _, s := range p.Steps {
		once += s.Wait()
	}
	return once * time.Duration(p.Repeat+1)
}

// Bounds of lint.
const (
	defaultLintWeeks = 12
	maxLintWeeks     = 104
)

// LintOnCall looks for what will go wrong in the coming weeks.
func (w *Workflow) LintOnCall(ctx context.Context, weeks int) (*airra.LintReport, error) {
	if weeks == 0 {
		weeks = defaultLintWeeks
	}
	if weeks < 1 || weeks > maxLintWeeks {
		return nil, airra.Invalid("weeks", "must be 1 to %d", maxLintWeeks)
	}
	in := oncall.LintInput{From: w.now(), Services: w.monitored()}
	in.To = in.From.AddDate(0, 0, 7*weeks)
	var err error
	if in.Roster, err = w.Store.Roster(ctx, in.From, in.To); err != nil {
		return nil, err
	}
	if in.Policies, err = w.Store.Policies(ctx); err != nil {
		return nil, err
	}
	if in.Proven, err = w.Store.ProvenContacts(ctx); err != nil {
		return nil, err
	}
	if in.Channels, err = w.Channels(ctx); err != nil {
		return nil, err
	}
	standing, err := w.policyFor(ctx, w.Store, "")
	if err != nil {
		return nil, err
	}
	if standing.ID == "" {
		in.Policies = append(in.Policies, standing)
	}
	report := oncall.Lint(in)
	return &report, nil
}
