package api

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// incidentQuery is the query of GET /incidents.
type incidentQuery struct {
	Paging
	Status   string `query:"status" maxLength:"255" doc:"One status, or several with commas"`
	Severity string `query:"severity" maxLength:"255" doc:"One severity in any case, or several with commas"`
	Service  string `query:"service" minLength:"1" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$"`
	Source   string `query:"source" maxLength:"100" doc:"What detected it"`
	Origin   string `query:"origin" maxLength:"255" doc:"How real: real, simulated or generated, or several with commas"`
	Engineer string `query:"assigned_engineer_id" format:"uuid"`
	Search   string `query:"search" minLength:"1" maxLength:"255" doc:"Part of title or description, in any case"`
	Start    string `query:"start_date" doc:"RFC 3339, or a date for its first moment in UTC; detected at or after"`
	End      string `query:"end_date" doc:"RFC 3339, or a date for its last moment in UTC; detected at or before"`
	Open     bool   `query:"open" doc:"Everything but resolved"`
}

var _ huma.Resolver = (*incidentQuery)(nil)

// Resolve refuses filters that are given and empty.
func (q *incidentQuery) Resolve(ctx huma.Context) []error {
	return notEmpty(ctx, "service", "search")
}

// notEmpty refuses parameters that are given and empty. huma takes an empty
// parameter for an absent one, and a script whose variable is empty would then
// be shown everything.
func notEmpty(ctx huma.Context, names ...string) []error {
	at := ctx.URL()
	given := at.Query()
	var bad []error
	for _, name := range names {
		if given.Has(name) && given.Get(name) == "" {
			bad = append(bad, &huma.ErrorDetail{Location: "query." + name, Message: "expected length >= 1"})
		}
	}
	return bad
}

// Choice is a yes or a no of a query that may also be left out, for which huma takes
// no pointer. Its fields are exported because huma writes into the first one.
type Choice struct {
	Value bool
	Given bool
}

var (
	_ huma.ParamWrapper   = (*Choice)(nil)
	_ huma.ParamReactor   = (*Choice)(nil)
	_ huma.SchemaProvider = Choice{}
)

// Receiver tells huma where the value goes.
func (c *Choice) Receiver() reflect.Value { return reflect.ValueOf(c).Elem().Field(0) }

// OnParamSet notes that there is one.
func (c *Choice) OnParamSet(given bool, _ any) { c.Given = given }

// Schema tells huma that it looks like its value.
func (Choice) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeBoolean} }

func (c Choice) pointer() *bool {
	if !c.Given {
		return nil
	}
	return &c.Value
}

func (s *server) listIncidents(ctx context.Context, in *incidentQuery) (*reply[airra.Page[airra.Incident]], error) {
	filter, err := in.domain()
	if err != nil {
		return nil, err
	}
	return paged(fillIncident)(s.opts.Backend.FindIncidents(ctx, filter))
}

// domain reads the query. An unknown status is a bad field, but an unknown
// severity is a bad request: callers of the original tell the two apart.
func (q *incidentQuery) domain() (airra.IncidentFilter, error) {
	filter := airra.IncidentFilter{
		Service: airra.ServiceName(q.Service), Source: q.Source, AssignedEngineerID: q.Engineer,
		Search: q.Search, Open: q.Open, Page: q.pageRequest(),
	}
	var bad []airra.FieldError
	for _, word := range words(q.Status) {
		status := airra.IncidentStatus(word)
		if !status.Valid() {
			bad = append(bad, airra.FieldError{Field: "query.status", Message: "must be one of " + list(airra.IncidentStatuses)})
			break
		}
		filter.Statuses = append(filter.Statuses, status)
	}
	for _, word := range words(q.Origin) {
		origin := airra.Origin(word)
		if !origin.Valid() {
			bad = append(bad, airra.FieldError{Field: "query.origin", Message: "must be one of " + list(airra.Origins)})
			break
		}
		filter.Origins = append(filter.Origins, origin)
	}
	for _, bound := range []struct {
		name, text string
		ofDate     time.Duration // which moment of a day a plain date means
		at         **time.Time
	}{{"start_date", q.Start, 0, &filter.Start}, {"end_date", q.End, endOfDay, &filter.End}} {
		at, err := moment(bound.text, bound.ofDate)
		if err != nil {
			bad = append(bad, airra.FieldError{Field: "query." + bound.name, Message: err.Error()})
		}
		*bound.at = at
	}
	if len(bad) > 0 {
		return filter, invalid(bad)
	}
	for _, word := range words(strings.ToLower(q.Severity)) {
		severity := airra.Severity(word)
		if !severity.Valid() {
			return filter, airra.Errorf(airra.CodeBadRequest, "severity must be one of %s", list(airra.Severities))
		}
		filter.Severities = append(filter.Severities, severity)
	}
	return filter, nil
}

// words takes a comma list apart, without repetitions.
func words(text string) []string {
	var found []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	return found
}

func list[S ~string](all []S) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = string(s)
	}
	return strings.Join(texts, ", ")
}
