package client

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

const analyticsPath = "/analytics"

// measuring asks for one of the measures.
func measuring[T any](ctx context.Context, c *Client, path string, q airra.AnalyticsQuery) (*T, error) {
	parameters := query{}
	if q.Days != 0 {
		parameters.set("days", strconv.Itoa(q.Days))
	}
	parameters.set("include", strings.Join(q.Include, ","))
	return askFor[T](ctx, c, request{method: http.MethodGet, path: path, query: parameters.values()})
}

// AnalyticsSummary gives the contract's view of everything.
func (c *Client) AnalyticsSummary(ctx context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
	return measuring[airra.AnalyticsSummary](ctx, c, analyticsPath+"/summary", q)
}

// AnalyticsInsights gives the wide view.
func (c *Client) AnalyticsInsights(ctx context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
	return measuring[airra.AnalyticsInsights](ctx, c, analyticsPath+"/insights", q)
}

// MTTR says how fast incidents were acknowledged and resolved.
func (c *Client) MTTR(ctx context.Context, q airra.AnalyticsQuery) (*airra.MTTRReport, error) {
	return measuring[airra.MTTRReport](ctx, c, analyticsPath+"/mttr", q)
}

// ServiceReliability gives the contract's view of one service.
func (c *Client) ServiceReliability(ctx context.Context, service airra.ServiceName, q airra.AnalyticsQuery) (*airra.ServiceReliability, error) {
	return measuring[airra.ServiceReliability](ctx, c, keyed(analyticsPath+"/service", string(service)), q)
}
