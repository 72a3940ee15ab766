package api

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// MeasureQuery is the query of every measure. It is exported because huma reads only
// embedded structs that are.
type MeasureQuery struct {
	WindowQuery
	Format string `query:"format" enum:"json,csv" default:"json" doc:"csv gives one row for each part"`
}

// WindowQuery chooses the incidents that are measured.
type WindowQuery struct {
	Days int `query:"days" minimum:"1" maximum:"365" default:"30" doc:"The last whole UTC days, today among them"`
	IncludeQuery
}

// IncludeQuery chooses what counts beside real incidents.
type IncludeQuery struct {
	Include string `query:"include" maxLength:"255" doc:"What counts beside real incidents, with commas: dry_run, simulated, generated"`
}

func (q *IncludeQuery) included() ([]string, error) {
	asked := words(q.Include)
	for _, word := range asked {
		if !slices.Contains(airra.Includable, word) {
			return nil, invalid([]airra.FieldError{{Field: "query.include", Message: "must be any of " + list(airra.Includable)}})
		}
	}
	return asked, nil
}

func (q *WindowQuery) domain() (airra.AnalyticsQuery, error) {
	include, err := q.included()
	return airra.AnalyticsQuery{Days: q.Days, Include: include}, err
}

// registerAnalytics adds the measures of many incidents.
func (s *server) registerAnalytics() {
	registerMeasure(s, get("/analytics/summary", "get-analytics-summary", "Count incidents by day, severity and service", "analytics"),
		func(ctx context.Context, _ *MeasureQuery, q airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
			return whole(fillSummary)(s.opts.Backend.AnalyticsSummary(ctx, q))
		}, func(a *airra.AnalyticsSummary) sheet { return trendSheet(a.Trends) })
	registerMeasure(s, get("/analytics/insights", "get-analytics-insights", "Everything that is measured: times, ages, pages, detectors, calibration", "analytics"),
		func(ctx context.Context, _ *MeasureQuery, q airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
			return whole(fillInsights)(s.opts.Backend.AnalyticsInsights(ctx, q))
		}, func(a *airra.AnalyticsInsights) sheet { return breakdownSheet(&a.MTTRReport) })
	registerMeasure(s, get("/analytics/mttr", "get-analytics-mttr", "How fast incidents are acknowledged and resolved", "analytics"),
		func(ctx context.Context, _ *MeasureQuery, q airra.AnalyticsQuery) (*airra.MTTRReport, error) {
			return whole(fillMTTR)(s.opts.Backend.MTTR(ctx, q))
		}, breakdownSheet)
	registerMeasure(s, get("/analytics/service/{name}", "get-service-reliability", "How reliable a service is", "analytics"),
		func(ctx context.Context, in *serviceMeasureQuery, q airra.AnalyticsQuery) (*airra.ServiceReliability, error) {
			if !serviceName.MatchString(in.Name) {
				return nil, airra.Errorf(airra.CodeBadRequest, "a service name has letters, digits, - and _ only")
			}
			return s.opts.Backend.ServiceReliability(ctx, airra.ServiceName(in.Name), q)
		}, reliabilitySheet)
}

// serviceName is what the contract takes for the name of a service. It is not a
// pattern of the schema, because a wrong one is a bad request and not a bad field.
var serviceName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

type serviceMeasureQuery struct {
	MeasureQuery
	Name string `path:"name" maxLength:"255" doc:"A service"`
}

// measured is what the queries of all measures have.
type measured interface {
	domain() (airra.AnalyticsQuery, error)
	csv() bool
}

func (q *MeasureQuery) csv() bool { return q.Format == "csv" }

// written is an answer that writes itself, in one of two forms.
type written struct{ Body func(ctx huma.Context) }

// registerMeasure adds a measure, which is given as JSON or as rows.
func registerMeasure[I, O any, Q interface {
	*I
	measured
}](s *server, op huma.Operation, ask func(ctx context.Context, in *I, q airra.AnalyticsQuery) (*O, error), rows func(*O) sheet) {
	schema := huma.SchemaFromType(s.api.OpenAPI().Components.Schemas, typeOf[O]())
	op.Responses = map[string]*huma.Response{strconv.Itoa(http.StatusOK): {
		Description: http.StatusText(http.StatusOK),
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schema}, "text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	register(s, op, func(ctx context.Context, in *I) (*written, error) {
		q, err := Q(in).domain()
		if err != nil {
			return nil, err
		}
		answer, err := ask(ctx, in, q)
		if err != nil {
			return nil, err
		}
		if Q(in).csv() {
			return &written{Body: rows(answer).write}, nil
		}
		return &written{Body: func(ctx huma.Context) { writeJSON(ctx, answer) }}, nil
	})
}
