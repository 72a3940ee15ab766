package api_test

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// noon is when everything in these tests happens.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	incidentID = "01890000-0000-7000-8000-000000000001"
	actionID   = "01890000-0000-7000-8000-00000000000a"
)

// backend is a strict stand-in for the workflow: one incident INC-1 with one
// action ACT-1, and one of each kind of the people's side, whose rules are those of
// the domain. It remembers what it was asked and by whom, and fails every call with
// fail when that is set. What the door must have refused makes it fail too.
type backend struct {
	people
	mu       sync.Mutex
	incident airra.Incident
	action   airra.Action
	events   []airra.Event
	notReady bool
	fail     error
	checked  int    // how often a call ran the health checks
	asked    any    // the argument of the last call
	actor    string // who made it
	calls    int
	gate     chan struct{} // when set, creating waits for it
}

var _ airra.Backend = (*backend)(nil)

func newBackend() *backend {
	return &backend{
		people: newPeople(),
		incident: airra.Incident{
			ID: incidentID, Ref: "INC-1", Title: "Errors", Description: "many", Severity: airra.SeverityHigh,
			AffectedService: "payment-service", AffectedComponents: []string{}, Status: airra.StatusPendingApproval,
			DetectedAt: noon, DetectionSource: airra.SourceDefault, Origin: airra.OriginReal, PendingApprovalAt: &noon,
			MetricsSnapshot: json.RawMessage(`{"error_rate":0.5}`), Context: json.RawMessage(`{}`), CreatedAt: noon, UpdatedAt: noon,
		},
		action: airra.Action{
			ID: actionID, Ref: "ACT-1", IncidentID: incidentID, IncidentRef: "INC-1", ActionType: airra.ActionRestartPod,
			Name: "Restart", Description: "Restart the pods", TargetService: "payment-service", RiskLevel: airra.RiskLow, RiskScore: 0.2,
			RiskTerms: []airra.RiskTerm{{Name: "base", Value: 0.2}}, BlastRadius: "low", Parameters: json.RawMessage(`{}`),
			Status: airra.ActionPendingApproval, RequiresApproval: true, ExecutionMode: airra.ModeDryRun, CreatedAt: noon, UpdatedAt: noon,
		},
		events: []airra.Event{event(1, airra.EventDetected), event(2, airra.EventPendingApproval)},
	}
}

func event(id int64, kind airra.EventType) airra.Event {
	return airra.Event{
		ID: id, IncidentID: incidentID, IncidentRef: "INC-1", Type: kind, Description: "it happened",
		Actor: "airra", Metadata: map[string]any{}, At: noon,
	}
}

// enter records a call and says whether it must fail.
func (b *backend) enter(ctx context.Context, argument any) (func(), error) {
	b.mu.Lock()
	b.asked, b.actor = argument, airra.ActorFrom(ctx)
	b.calls++
	return b.mu.Unlock, b.fail
}

func (b *backend) named(key, ref, id string) error {
	parsed, err := airra.ParseKey("path.id", key)
	if err != nil {
		return err
	}
	if parsed.Ref != ref && parsed.Prefix != id {
		return airra.Errorf(airra.CodeNotFound, "%s not found", key)
	}
	return nil
}

// on runs fn on the one incident.
func (b *backend) on(ctx context.Context, key string, argument any, fn func(i *airra.Incident) error) (*airra.Incident, error) {
	leave, err := b.enter(ctx, argument)
	defer leave()
	if err == nil {
		err = b.named(key, "INC-1", incidentID)
	}
	if err == nil {
		err = fn(&b.incident)
	}
	if err != nil {
		return nil, err
	}
	got := b.incident
	return &got, nil
}

// act runs fn on the one action.
func (b *backend) act(ctx context.Context, key string, argument any, fn func(a *airra.Action) error) (*airra.Action, error) {
	leave, err := b.enter(ctx, argument)
	defer leave()
	if err == nil {
		err = b.named(key, "ACT-1", actionID)
	}
	if err == nil {
		err = fn(&b.action)
	}
	if err != nil {
		return nil, err
	}
	got := b.action
	return &got, nil
}

// call records a call and, unless it must fail, answers it.
func call[T any](ctx context.Context, b *backend, argument any, answer func() (T, error)) (T, error) {
	leave, err := b.enter(ctx, argument)
	defer leave()
	if err != nil {
		var none T
		return none, err
	}
	return answer()
}

// known says with CodeNotFound that a key does not name what has the id.
func known(key, id string) error {
	parsed, err := airra.ParseKey("path.id", key)
	if err == nil && parsed.Prefix != id {
		err = airra.Errorf(airra.CodeNotFound, "%s not found", key)
	}
	return err
}

func (b *backend) commit(events ...airra.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, events...)
}

func (b *backend) breakWith(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

func (b *backend) lastCall() (asked any, actor string, calls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked, b.actor, b.calls
}
