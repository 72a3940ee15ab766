package api

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

// registerCatalog adds what is being watched.
func (s *server) registerCatalog() {
	const tag = "services"
	register(s, get("/services", "list-services", "List services with their signals", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.ServiceState], error) {
			return listing(each(fillService)(s.opts.Backend.Services(ctx)))
		})
	register(s, get("/services/{name}", "get-service", "Show a service, its place in the graph and its signals", tag),
		func(ctx context.Context, in *struct {
			Name string `path:"name" maxLength:"255"`
		},
		) (*reply[airra.ServiceState], error) {
			return answering(whole(fillService)(s.opts.Backend.Service(ctx, airra.ServiceName(in.Name))))
		})
}

// registerOperations adds what an operator looks at.
func (s *server) registerOperations() {
	const tag = "operations"
	register(s, get("/status", "get-status", "Say how things are", tag),
		func(ctx context.Context, _ *struct{}) (*reply[airra.SystemStatus], error) {
			return answering(whole(fillStatus)(s.opts.Backend.Status(ctx)))
		})
	register(s, get("/audit", "list-audit", "List who did what, newest first", tag), s.listAudit)
	register(s, get("/server/jobs", "list-jobs", "List jobs, newest first", tag), func(ctx context.Context, in *struct {
		State string `query:"state" enum:"available,running,retryable,scheduled,completed,cancelled,discarded,pending"`
		Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	},
	) (*reply[[]airra.JobInfo], error) {
		return listing(s.opts.Backend.Jobs(ctx, airra.JobFilter{State: in.State, Limit: in.Limit}))
	})
	register(s, post("/server/jobs/{id}/retry", "retry-job", "Run a job again now", tag), func(ctx context.Context, in *struct {
		ID int64 `path:"id" minimum:"1"`
	},
	) (*reply[airra.JobInfo], error) {
		return answering(s.opts.Backend.RetryJob(ctx, in.ID))
	})
	registerOpen(s, get("/health", "get-health", "Say that the process lives; looks at nothing else", tag),
		func(context.Context, *struct{}) (*reply[health], error) {
			return &reply[health]{Body: health{
				Status: "healthy", Service: "AIRRA Backend", Version: s.opts.Version, Environment: s.opts.Environment,
			}}, nil
		})
	registerOpen(s, get("/ready", "get-ready", "Say whether requests can be served, and name every part", tag), s.ready)
}

// health is what a liveness probe gets.
type health struct {
	Status      string `json:"status"`
	Service     string `json:"service"`
	Version     string `json:"version"`
	Environment string `json:"environment"`
}

// readiness is the answer of /ready: the same body with 200 and with 503.
type readiness struct {
	Status int
	Body   airra.Readiness
}

func (s *server) ready(ctx context.Context, _ *struct{}) (*readiness, error) {
	r, err := s.opts.Backend.Ready(ctx)
	if err != nil {
		return nil, err
	}
	r.Checks = full(r.Checks)
	status := http.StatusOK
	if !r.Ready {
		status = http.StatusServiceUnavailable
	}
	return &readiness{Status: status, Body: *r}, nil
}

func (s *server) listAudit(ctx context.Context, in *struct {
	Paging
	Incident  string `query:"incident" maxLength:"64"`
	Actor     string `query:"actor" maxLength:"255"`
	EventType string `query:"event_type" maxLength:"100"`
},
) (*reply[airra.Page[airra.AuditEntry]], error) {
	id, err := s.incidentID(ctx, in.Incident)
	if err != nil {
		return nil, err
	}
	page, err := s.opts.Backend.FindAudit(ctx, airra.AuditFilter{
		Incident: id, Actor: in.Actor, EventType: in.EventType, Page: in.pageRequest(),
	})
	page.Items = full(page.Items)
	return answering(&page, err)
}
