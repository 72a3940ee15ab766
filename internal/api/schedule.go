package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

const (
	// defaultCalendar is how far a calendar reaches that says only where it begins.
	defaultCalendar = 7 * 24 * time.Hour
	// longestCalendar bounds the answer: a year, and a month to compare it with.
	longestCalendar = 400 * 24 * time.Hour
)

// calendarQuery is the query of GET /on-call/calendar.
type calendarQuery struct {
	From     string `query:"from" doc:"RFC 3339, or a date for its first moment in UTC; default: now"`
	To       string `query:"to" doc:"RFC 3339, or a date for its last moment in UTC; default: a week after from"`
	Service  string `query:"service" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$" doc:"Only what answers for this service"`
	Team     string `query:"team" maxLength:"100"`
	Rotation string `query:"rotation" maxLength:"255" doc:"An id or a name"`
	Engineer string `query:"engineer" maxLength:"255" doc:"An id, an e-mail address or a name"`
}

var _ huma.Resolver = (*calendarQuery)(nil)

// Resolve refuses filters that are given and empty.
func (*calendarQuery) Resolve(ctx huma.Context) []error {
	return notEmpty(ctx, "service", "team", "rotation", "engineer")
}

func (q *calendarQuery) domain(now time.Time) (airra.CalendarQuery, error) {
	var bad faults
	query := airra.CalendarQuery{
		From: airra.Now(now), Service: airra.ServiceName(q.Service), Team: q.Team, Rotation: q.Rotation, Engineer: q.Engineer,
	}
	if from := queried(&bad, "from", q.From, 0); from != nil {
		query.From = *from
	}
	query.To = query.From.Add(defaultCalendar)
	if to := queried(&bad, "to", q.To, endOfDay); to != nil {
		query.To = *to
	}
	if len(bad) > 0 {
		return query, bad.err()
	}
	bad.add(inOrder("query.to", "from", &query.From, &query.To))
	if query.To.Sub(query.From) > longestCalendar {
		bad.add(airra.Invalid("query.to", "must be at most 400 days after from"))
	}
	return query, bad.err()
}

// simulationQuery is the query of GET /on-call/simulate.
type simulationQuery struct {
	Service  string `query:"service" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$"`
	Severity string `query:"severity" enum:"critical,high,medium,low" doc:"Default: high"`
	At       string `query:"at" doc:"RFC 3339, or a date for its first moment in UTC; default: now"`
}

var _ huma.Resolver = (*simulationQuery)(nil)

// Resolve refuses a filter that is given and empty.
func (*simulationQuery) Resolve(ctx huma.Context) []error { return notEmpty(ctx, "service") }

func (q *simulationQuery) domain() (airra.SimulationQuery, error) {
	var bad faults
	query := airra.SimulationQuery{Service: airra.ServiceName(q.Service), Severity: airra.Severity(q.Severity)}
	if at := queried(&bad, "at", q.At, 0); at != nil {
		query.At = *at
	}
	return query, bad.err()
}

// registerSchedule adds the views of the schedule as a whole.
func (s *server) registerSchedule(tag string) {
	register(s, get("/on-call/calendar", "get-calendar", "Show who is on call when, rotations worked out and overrides applied", tag),
		func(ctx context.Context, in *calendarQuery) (*reply[airra.Calendar], error) {
			q, err := in.domain(s.now())
			if err != nil {
				return nil, err
			}
			return answering(whole(fillCalendar)(s.opts.Backend.OnCallCalendar(ctx, q)))
		})
	register(s, get("/on-call/simulate", "simulate-paging", "Say who would be paged, how and when, until nobody is left", tag),
		func(ctx context.Context, in *simulationQuery) (*reply[airra.Simulation], error) {
			q, err := in.domain()
			if err != nil {
				return nil, err
			}
			return answering(whole(fillSimulation)(s.opts.Backend.SimulatePaging(ctx, q)))
		})
	register(s, get("/on-call/lint", "lint-on-call", "Look for what is wrong with the weeks that come", tag),
		func(ctx context.Context, in *struct {
			Weeks int `query:"weeks" minimum:"1" maximum:"104" default:"12"`
		},
		) (*reply[airra.LintReport], error) {
			return answering(whole(fillLint)(s.opts.Backend.LintOnCall(ctx, in.Weeks)))
		})
}
