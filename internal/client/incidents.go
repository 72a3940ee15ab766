package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

func incidentPath(key string, parts ...string) string {
	return "/incidents/" + url.PathEscape(key) + strings.Join(append([]string{""}, parts...), "/")
}

// CreateIncident reports an incident. It stays detected until AnalyzeIncident.
func (c *Client) CreateIncident(ctx context.Context, n airra.NewIncident) (*airra.Incident, error) {
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: "/incidents", body: n})
}

// QuickIncident reports an incident and waits up to ten seconds for its
// analysis.
func (c *Client) QuickIncident(ctx context.Context, q airra.QuickIncident) (*airra.IncidentDetail, error) {
	return askFor[airra.IncidentDetail](ctx, c, request{method: http.MethodPost, path: "/quick-incident", body: q, patience: thinkingAnswer})
}

// FindIncidents lists incidents, newest first.
func (c *Client) FindIncidents(ctx context.Context, f airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return ask[airra.Page[airra.Incident]](ctx, c, request{method: http.MethodGet, path: "/incidents", query: incidentQuery(f)})
}

func incidentQuery(f airra.IncidentFilter) url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("status", commas(f.Statuses))
	set("severity", commas(f.Severities))
	set("service", string(f.Service))
	set("source", f.Source)
	set("origin", commas(f.Origins))
	set("assigned_engineer_id", f.AssignedEngineerID)
	set("search", f.Search)
	set("start_date", moment(f.Start))
	set("end_date", moment(f.End))
	if f.Open {
		q.Set("open", "true")
	}
	pageQuery(q, f.Page)
	return q
}

func pageQuery(q url.Values, p airra.PageRequest) {
	if p.Page > 0 {
		q.Set("page", strconv.Itoa(p.Page))
	}
	if p.PageSize > 0 {
		q.Set("page_size", strconv.Itoa(p.PageSize))
	}
	if p.Cursor != "" {
		q.Set("cursor", p.Cursor)
	}
}

func commas[S ~string](values []S) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ",")
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// FindIncident gives an incident with its hypotheses and actions.
func (c *Client) FindIncident(ctx context.Context, key string) (*airra.IncidentDetail, error) {
	return askFor[airra.IncidentDetail](ctx, c, request{method: http.MethodGet, path: incidentPath(key)})
}

// UpdateIncident corrects what a person may correct.
func (c *Client) UpdateIncident(ctx context.Context, key string, u airra.IncidentUpdate) (*airra.Incident, error) {
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPatch, path: incidentPath(key), body: u})
}

// AnalyzeIncident starts an analysis and returns before it has ended.
func (c *Client) AnalyzeIncident(ctx context.Context, key string) (*airra.Accepted, error) {
	return askFor[airra.Accepted](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "analyze")})
}

// AcknowledgeIncident says that somebody has taken notice.
func (c *Client) AcknowledgeIncident(ctx context.Context, key string, a airra.Acknowledgement) (*airra.Incident, error) {
	body := filled{"acknowledged_by": a.By}
	if a.For > 0 {
		body["for"] = a.For.String()
	}
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "acknowledge"), body: body.trim()})
}

// UnacknowledgeIncident takes the acknowledgement back.
func (c *Client) UnacknowledgeIncident(ctx context.Context, key string) (*airra.Incident, error) {
	return askFor[airra.Incident](ctx, c, request{method: http.MethodDelete, path: incidentPath(key, "acknowledge")})
}

// ResolveIncident ends an incident by hand.
func (c *Client) ResolveIncident(ctx context.Context, key string, r airra.Resolution) (*airra.Incident, error) {
	body := filled{"resolved_by": r.By, "cause": r.Cause, "resolution": r.Summary}
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "resolve"), body: body.trim()})
}

// ReopenIncident makes a resolved incident detected again.
func (c *Client) ReopenIncident(ctx context.Context, key, reason string) (*airra.Incident, error) {
	body := filled{"reason": reason}
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "reopen"), body: body.trim()})
}

// EscalateIncident calls for more people.
func (c *Client) EscalateIncident(ctx context.Context, key, reason string) (*airra.Incident, error) {
	body := filled{"reason": reason}
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "escalate"), body: body.trim()})
}

// CommentIncident writes a note on the timeline.
func (c *Client) CommentIncident(ctx context.Context, key, text string) (*airra.Event, error) {
	return askFor[airra.Event](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "comments"), body: filled{"text": text}})
}

// RetractComment takes a note of one's own back.
func (c *Client) RetractComment(ctx context.Context, key string, eventID int64) (*airra.Event, error) {
	return askFor[airra.Event](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "comments", strconv.FormatInt(eventID, 10), "retract")})
}

// Timeline gives the life of an incident so far.
func (c *Client) Timeline(ctx context.Context, key string) (*airra.Timeline, error) {
	return askFor[airra.Timeline](ctx, c, request{method: http.MethodGet, path: incidentPath(key, "timeline")})
}

// IncidentSignals gives the stored signals in the order of their onset.
func (c *Client) IncidentSignals(ctx context.Context, key string) ([]airra.Signal, error) {
	return ask[[]airra.Signal](ctx, c, request{method: http.MethodGet, path: incidentPath(key, "signals")})
}

// RerunEvidence asks the metrics source again for what a piece of evidence saw.
func (c *Client) RerunEvidence(ctx context.Context, key string, number int) (*airra.EvidenceRun, error) {
	return askFor[airra.EvidenceRun](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "evidence", strconv.Itoa(number), "rerun"), patience: sourceAnswer})
}

// filled is a body of words. The API takes a missing member as not said and an
// empty one as a mistake, so trim takes the empty ones out.
type filled map[string]string

func (f filled) trim() filled {
	for name, value := range f {
		if value == "" {
			delete(f, name)
		}
	}
	return f
}
