package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
)

// KeyPath is the part of a path that names one thing. It is exported because huma
// does not look into embedded types that are not.
type KeyPath struct {
	Key string `path:"id" maxLength:"64" doc:"An id, a ref like INC-142, or at least four characters of an id"`
}

// newIncident is the body of POST /incidents.
type newIncident struct {
	Title              string            `json:"title" minLength:"1" maxLength:"255"`
	Description        string            `json:"description" minLength:"1"`
	Severity           airra.Severity    `json:"severity" enum:"critical,high,medium,low"`
	AffectedService    airra.ServiceName `json:"affected_service" minLength:"1" maxLength:"255"`
	AffectedComponents []string          `json:"affected_components,omitempty"`
	DetectedAt         *time.Time        `json:"detected_at,omitempty" doc:"Default: now"`
	DetectionSource    string            `json:"detection_source,omitempty" maxLength:"100" doc:"Default: prometheus"`
	MetricsSnapshot    object            `json:"metrics_snapshot,omitempty" doc:"Kept and given back as it is"`
	Context            object            `json:"context,omitempty" doc:"Kept and given back as it is"`
}

func (n newIncident) domain() (airra.NewIncident, error) {
	at, err := storable("body.detected_at", n.DetectedAt)
	return airra.NewIncident{
		Title: n.Title, Description: n.Description, Severity: n.Severity, AffectedService: n.AffectedService,
		AffectedComponents: n.AffectedComponents, DetectedAt: at, DetectionSource: n.DetectionSource,
		MetricsSnapshot: json.RawMessage(n.MetricsSnapshot), Context: json.RawMessage(n.Context),
	}, err
}

// quickIncident is the body of POST /quick-incident.
type quickIncident struct {
	ServiceName     airra.ServiceName `json:"service_name" minLength:"1" maxLength:"255"`
	Title           string            `json:"title,omitempty" maxLength:"255"`
	Description     string            `json:"description,omitempty"`
	Severity        airra.Severity    `json:"severity,omitempty" enum:"critical,high,medium,low" doc:"Default: judged from the deviations"`
	MetricsSnapshot object            `json:"metrics_snapshot,omitempty"`
	Context         object            `json:"context,omitempty"`
}

// incidentChange is the body of PATCH /incidents/{id}. The status is not in it:
// it changes by acts.
type incidentChange struct {
	Title                 *string         `json:"title,omitempty" minLength:"1" maxLength:"255"`
	Description           *string         `json:"description,omitempty" minLength:"1"`
	Severity              *airra.Severity `json:"severity,omitempty" enum:"critical,high,medium,low"`
	ResolvedAt            *time.Time      `json:"resolved_at,omitempty"`
	ResolutionTimeSeconds *int64          `json:"resolution_time_seconds,omitempty" minimum:"0" maximum:"9000000000000000"`
}

func (s *server) registerIncidents() {
	const tag = "incidents"
	register(s, create("/incidents", "create-incident", "Report an incident", tag), func(ctx context.Context, in *struct{ Body newIncident }) (*reply[airra.Incident], error) {
		n, err := in.Body.domain()
		if err != nil {
			return nil, err
		}
		return answering(s.opts.Backend.CreateIncident(ctx, n))
	})

	quick := create("/quick-incident", "quick-incident", "Report an incident and have it analysed in one call", tag)
	register(s, s.llm(quick), func(ctx context.Context, in *struct{ Body quickIncident }) (*reply[airra.IncidentDetail], error) {
		return answering(whole(fillDetail)(s.opts.Backend.QuickIncident(ctx, airra.QuickIncident{
			ServiceName: in.Body.ServiceName, Title: in.Body.Title, Description: in.Body.Description, Severity: in.Body.Severity,
			MetricsSnapshot: json.RawMessage(in.Body.MetricsSnapshot), Context: json.RawMessage(in.Body.Context),
		})))
	})

	register(s, get("/incidents", "list-incidents", "List incidents, newest first", tag), s.listIncidents)
	register(s, get("/incidents/{id}", "get-incident", "Show an incident with its hypotheses and actions", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.IncidentDetail], error) {
			return answering(whole(fillDetail)(s.opts.Backend.FindIncident(ctx, in.Key)))
		})

	register(s, patch("/incidents/{id}", "update-incident", "Correct an incident", tag), s.updateIncident)
	s.registerViews(tag)
}

// registerViews adds what one can look at in an incident.
func (s *server) registerViews(tag string) {
	register(s, get("/incidents/{id}/timeline", "get-timeline", "Show what happened, oldest first", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.Timeline], error) {
			return answering(whole(fillTimeline)(s.opts.Backend.Timeline(ctx, in.Key)))
		})
	register(s, get("/incidents/{id}/signals", "get-signals", "Show the stored signals in order of onset", tag),
		func(ctx context.Context, in *KeyPath) (*reply[[]airra.Signal], error) {
			return listing(each(fillSignal)(s.opts.Backend.IncidentSignals(ctx, in.Key)))
		})
	register(s, get("/incidents/{id}/actions", "get-incident-actions", "List the actions of an incident, oldest first", tag),
		func(ctx context.Context, in *KeyPath) (*reply[[]airra.Action], error) {
			return listing(s.opts.Backend.IncidentActions(ctx, in.Key))
		})
	register(s, post("/incidents/{id}/evidence/{n}/rerun", "rerun-evidence", "Ask the metrics source again for a piece of evidence", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Number int `path:"n" minimum:"1" doc:"The number of the evidence within the incident"`
		},
		) (*reply[airra.EvidenceRun], error) {
			return answering(whole(fillRun)(s.opts.Backend.RerunEvidence(ctx, in.Key, in.Number)))
		})
}

func (s *server) updateIncident(ctx context.Context, in *struct {
	KeyPath
	Body incidentChange
},
) (*reply[airra.Incident], error) {
	at, err := storable("body.resolved_at", in.Body.ResolvedAt)
	if err != nil {
		return nil, err
	}
	return answering(s.opts.Backend.UpdateIncident(ctx, in.Key, airra.IncidentUpdate{
		Title: in.Body.Title, Description: in.Body.Description, Severity: in.Body.Severity,
		ResolvedAt: at, ResolutionTimeSeconds: in.Body.ResolutionTimeSeconds,
	}))
}

// Paging is the part of a query that chooses a page. It is exported because huma
// does not look into embedded types that are not.
type Paging struct {
	Page     int    `query:"page" minimum:"1" doc:"From 1; a page beyond the last one is answered with the last one"`
	PageSize int    `query:"page_size" minimum:"1" maximum:"100" doc:"Default: 20"`
	Cursor   string `query:"cursor" maxLength:"512" doc:"next_cursor of the page before; reaches any depth"`
}

func (p Paging) pageRequest() airra.PageRequest {
	return airra.PageRequest{Page: p.Page, PageSize: p.PageSize, Cursor: p.Cursor}
}
