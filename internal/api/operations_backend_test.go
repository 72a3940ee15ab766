package api_test

import (
	"context"
	"slices"

	"github.com/airra/airra/internal/airra"
)

func (b *backend) Services(ctx context.Context) ([]airra.ServiceState, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	return []airra.ServiceState{service()}, err
}

func service() airra.ServiceState {
	return airra.ServiceState{
		Service:   airra.Service{Name: "payment-service", DependsOn: []airra.ServiceName{"database"}, Tier: "tier-0", Team: "payments", Criticality: airra.CriticalityCritical, Owners: []string{}},
		Monitored: true, Known: true, Dependents: []airra.ServiceName{}, OpenIncidents: 1, Signals: []airra.SignalReading{
			{Name: "error_rate", Unit: "ratio", Query: "errors", Current: ptr(0.5), Expected: ptr(0.01), StdDev: ptr(0.01), Sigma: ptr(49.0), State: "anomalous", Samples: 60, At: &noon, Recent: []float64{0.01, 0.5}},
			{Name: "cpu_usage", Unit: "ratio", Query: "cpu", State: "no_data"},
		},
	}
}

func (b *backend) Service(ctx context.Context, name airra.ServiceName) (*airra.ServiceState, error) {
	leave, err := b.enter(ctx, name)
	defer leave()
	if err == nil && name != "payment-service" {
		err = airra.Errorf(airra.CodeNotFound, "service %s not found", name)
	}
	if err != nil {
		return nil, err
	}
	got := service()
	return &got, nil
}

func (b *backend) Status(ctx context.Context) (*airra.SystemStatus, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	b.checked++
	return &airra.SystemStatus{
		Version: "v", Environment: "development", StartedAt: noon, Now: noon, Checks: []airra.Check{}, Reasoner: "offline rules", DryRun: true,
		Monitored: []airra.ServiceName{"payment-service"}, OpenIncidents: map[airra.Severity]int{airra.SeverityHigh: 1}, Pending: 1, LastEventID: b.last(),
		DecideWithin: map[airra.Severity]int64{airra.SeverityCritical: 900},
	}, err
}

func (b *backend) LastEventID(context.Context) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last(), b.fail
}

func (b *backend) last() int64 {
	if len(b.events) == 0 {
		return 0
	}
	return b.events[len(b.events)-1].ID
}

func (b *backend) Ready(ctx context.Context) (*airra.Readiness, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	b.checked++
	state := airra.CheckUp
	if b.notReady {
		state = airra.CheckDown
	}
	return &airra.Readiness{Ready: !b.notReady, Checks: []airra.Check{{Name: "database", Kind: "SQLite", State: state, Required: true}}}, err
}

func (b *backend) Jobs(ctx context.Context, filter airra.JobFilter) ([]airra.JobInfo, error) {
	leave, err := b.enter(ctx, filter)
	defer leave()
	return []airra.JobInfo{job()}, err
}

func job() airra.JobInfo {
	return airra.JobInfo{ID: 1, Kind: airra.JobAnalyze, State: "available", IncidentID: incidentID, Attempt: 1, MaxAttempts: 3, CreatedAt: noon, ScheduledAt: noon}
}

func (b *backend) RetryJob(ctx context.Context, id int64) (*airra.JobInfo, error) {
	leave, err := b.enter(ctx, id)
	defer leave()
	if err == nil && id != 1 {
		err = airra.Errorf(airra.CodeNotFound, "job %d not found", id)
	}
	if err != nil {
		return nil, err
	}
	got := job()
	return &got, nil
}

func (b *backend) FindAudit(ctx context.Context, filter airra.AuditFilter) (airra.Page[airra.AuditEntry], error) {
	leave, err := b.enter(ctx, filter)
	defer leave()
	return airra.Page[airra.AuditEntry]{
		Items: []airra.AuditEntry{{ID: 1, At: noon, EventType: "action_approved", Actor: "ann", Outcome: airra.OutcomeSuccess, Details: map[string]any{}}},
		Total: 1, Page: 1, PageSize: 20, Pages: 1,
	}, err
}

func (b *backend) EventsAfter(ctx context.Context, filter airra.EventFilter) ([]airra.Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return nil, b.fail
	}
	var found []airra.Event
	for _, e := range b.events {
		if e.ID > filter.After && (filter.Incident == "" || filter.Incident == e.IncidentID) && len(found) < filter.Limit {
			found = append(found, e)
		}
	}
	return slices.Clone(found), nil
}
