package client

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

const onCallPath = "/on-call"

// CreateShift writes a shift down.
func (c *Client) CreateShift(ctx context.Context, n airra.NewShift) (*airra.ShiftAnswer, error) {
	return askFor[airra.ShiftAnswer](ctx, c, request{method: http.MethodPost, path: onCallPath, body: n})
}

// FindShifts lists the written shifts, the latest start first.
func (c *Client) FindShifts(ctx context.Context, f airra.ShiftFilter) (airra.Page[airra.Shift], error) {
	q := query{}
	q.set("service", string(f.Service))
	q.set("team", f.Team)
	q.set("engineer_id", string(f.EngineerID))
	q.yes("is_active", f.IsActive)
	return ask[airra.Page[airra.Shift]](ctx, c, request{method: http.MethodGet, path: onCallPath, query: q.paged(f.Page)})
}

// FindShift gives one shift.
func (c *Client) FindShift(ctx context.Context, key string) (*airra.Shift, error) {
	return askFor[airra.Shift](ctx, c, request{method: http.MethodGet, path: keyed(onCallPath, key)})
}

// UpdateShift changes a shift.
func (c *Client) UpdateShift(ctx context.Context, key string, u airra.ShiftUpdate) (*airra.ShiftAnswer, error) {
	body := cleared{u, []string{"service", "team", "schedule_name", "rotation_week"}}
	return askFor[airra.ShiftAnswer](ctx, c, request{method: http.MethodPatch, path: keyed(onCallPath, key), body: body})
}

// DeleteShift removes a shift.
func (c *Client) DeleteShift(ctx context.Context, key string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(onCallPath, key)})
}

// onCallQuestion is how the API wants to be asked who is on call.
type onCallQuestion struct {
	Service airra.ServiceName `json:"service,omitempty"`
	Team    string            `json:"team,omitempty"`
	Time    *time.Time        `json:"time,omitempty"`
	Level   airra.OnCallLevel `json:"priority,omitempty"`
}

func onCallBody(q airra.OnCallQuery) onCallQuestion {
	body := onCallQuestion{Service: q.Service, Team: q.Team, Level: q.Level}
	if !q.At.IsZero() {
		at := q.At.UTC()
		body.Time = &at
	}
	return body
}

// FindOnCall gives who is to be called first.
func (c *Client) FindOnCall(ctx context.Context, q airra.OnCallQuery) (*airra.OnCallEntry, error) {
	return askFor[airra.OnCallEntry](ctx, c, request{method: http.MethodPost, path: onCallPath + "/find-current", body: onCallBody(q)})
}

// EscalationChain gives everybody in the order of calling.
func (c *Client) EscalationChain(ctx context.Context, q airra.OnCallQuery) ([]airra.OnCallEntry, error) {
	return ask[[]airra.OnCallEntry](ctx, c, request{method: http.MethodPost, path: onCallPath + "/escalation-chain", body: onCallBody(q)})
}

// CurrentOnCall gives every shift that covers this moment.
func (c *Client) CurrentOnCall(ctx context.Context) ([]airra.OnCallEntry, error) {
	return ask[[]airra.OnCallEntry](ctx, c, request{method: http.MethodGet, path: onCallPath + "/current/all"})
}

// OnCallCalendar gives what is planned in a span of time.
func (c *Client) OnCallCalendar(ctx context.Context, f airra.CalendarQuery) (*airra.Calendar, error) {
	q := query{}
	q.moment("from", f.From)
	q.moment("to", f.To)
	q.set("service", string(f.Service))
	q.set("team", f.Team)
	q.set("rotation", f.Rotation)
	q.set("engineer", f.Engineer)
	return askFor[airra.Calendar](ctx, c, request{method: http.MethodGet, path: onCallPath + "/calendar", query: q.values()})
}

// SimulatePaging says who would be paged.
func (c *Client) SimulatePaging(ctx context.Context, f airra.SimulationQuery) (*airra.Simulation, error) {
	q := query{}
	q.set("service", string(f.Service))
	q.set("severity", string(f.Severity))
	q.moment("at", f.At)
	return askFor[airra.Simulation](ctx, c, request{method: http.MethodGet, path: onCallPath + "/simulate", query: q.values()})
}

// LintOnCall looks for what is wrong with the weeks that come.
func (c *Client) LintOnCall(ctx context.Context, weeks int) (*airra.LintReport, error) {
	q := query{}
	if weeks > 0 {
		q.set("weeks", strconv.Itoa(weeks))
	}
	return askFor[airra.LintReport](ctx, c, request{method: http.MethodGet, path: onCallPath + "/lint", query: q.values()})
}
