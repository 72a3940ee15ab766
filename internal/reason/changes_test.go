package reason_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

func before(d time.Duration) *time.Time {
	at := onset.Add(-d)
	return &at
}

func TestChangesAreReadFromWhatPeopleSend(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, context string
		want          []airra.Change
	}{
		{
			"a text with its age", `{"recent_deployment":"v2.3.1 deployed 6 hours ago"}`,
			[]airra.Change{{Kind: "deployment", Service: payment, Summary: "v2.3.1 deployed 6 hours ago", At: before(6 * time.Hour)}},
		},
		{
			"an object with a time stamp and a list", `{"deployment":{"version":"v2.5.0","timestamp":"2026-03-14T01:54:30Z","changes":["migration","renamed env"]}}`,
			[]airra.Change{{Kind: "deployment", Service: payment, Summary: "v2.5.0; migration; renamed env", At: before(20 * time.Minute)}},
		},
		{
			"a list of both", `{"recent_deployments":["v1 just now",{"name":"v2","deployed_at":"2026-03-14 02:04:30","service":"database"}]}`,
			[]airra.Change{
				{Kind: "deployment", Service: payment, Summary: "v1 just now", At: before(0)},
				{Kind: "deployment", Service: "database", Summary: "v2", At: before(10 * time.Minute)},
			},
		},
		{
			"changes whose text says what they were", `{"recent_changes":["feature flag new-checkout on, an hour ago","raised the pool size"]}`,
			[]airra.Change{
				{Kind: "feature_flag", Service: payment, Summary: "feature flag new-checkout on, an hour ago", At: before(time.Hour)},
				{Kind: "configuration", Service: payment, Summary: "raised the pool size"},
			},
		},
		{
			"an event that is a campaign", `{"recent_event":{"type":"marketing_campaign","description":"spring sale","timestamp":1773453570}}`,
			[]airra.Change{{Kind: "campaign", Service: payment, Summary: "spring sale", At: before(15 * time.Minute)}},
		},
		{
			"an alert of somebody else", `{"alerts":[{"description":"gateway degraded","timestamp":"2026-03-14T03:04:30+01:00"}]}`,
			[]airra.Change{{Kind: "other", Service: payment, Summary: "gateway degraded", At: before(10 * time.Minute)}},
		},
		{
			"milliseconds", `{"migration":{"name":"add index","at":1773454410000}}`,
			[]airra.Change{{Kind: "migration", Service: payment, Summary: "add index", At: before(time.Minute)}},
		},
		{
			"the same change twice is one", `{"deployments":["v1","v1"]}`,
			[]airra.Change{{Kind: "deployment", Service: payment, Summary: "v1"}},
		},
		{"descriptions are not changes", `{"kubernetes":{"deployment":"payment-service"},"deployment":"payment-service","config":{"name":"prod"},"pod_count":3,"autoscaling_enabled":false,"environment":"production"}`, nil},
		{"numbers, nulls and booleans under a change's name", `{"deployment":7,"changes":null,"campaign":true,"alerts":[1,[2,[["deep"]]]]}`, nil},
		{"no object", `["deployment"]`, nil},
		{"nothing", ``, nil},
		{"no JSON", `{"deployment":`, nil},
		{
			"a time out of this world", `{"deployment":{"version":"v1","timestamp":"9999-01-01T00:00:00Z"}}`,
			[]airra.Change{{Kind: "deployment", Service: payment, Summary: "v1"}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := reason.Changes(json.RawMessage(tt.context), payment, onset)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChangesAreBounded(t *testing.T) {
	t.Parallel()
	many := `{"deployments":["` + strings.Repeat(`x","`, 500) + strings.Repeat("long ", 5000) + `"]}`
	numbered := strings.Builder{}
	for i := range 500 {
		numbered.WriteString(`,{"name":"v` + strings.Repeat("1", i%100+1) + `"}`)
	}
	keys := strings.Builder{}
	for i := range 100 {
		keys.WriteString(`"deployment_` + strings.Repeat("1", i+1) + `":"v` + strings.Repeat("1", i+1) + `",`)
	}
	for _, context := range []string{many, `{` + keys.String() + `"x":1}`, `{"deployments":[""` + numbered.String() + `]}`} {
		got := reason.Changes(json.RawMessage(context), payment, onset)
		if len(got) == 0 || len(got) > 20 {
			t.Errorf("%d changes", len(got))
		}
		for _, change := range got {
			if n := len([]rune(change.Summary)); n > 300 {
				t.Errorf("a summary of %d runes", n)
			}
		}
	}
}

func FuzzChanges(f *testing.F) {
	f.Add(`{"recent_deployment":{"version":"v1","timestamp":"2026-03-14T01:54:30Z"}}`)
	f.Add(`{"changes":["\u0000 99999999 weeks ago", {"at":1e308}, {"when":"2026-99-99T99:99"}]}`)
	f.Fuzz(func(t *testing.T, context string) {
		for _, change := range reason.Changes(json.RawMessage(context), payment, onset) {
			if change.Summary == "" || change.Kind == "" {
				t.Errorf("an empty change from %q", context)
			}
		}
	})
}
