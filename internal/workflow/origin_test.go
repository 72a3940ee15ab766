package workflow_test

import (
	"encoding/json"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func TestAReportThatSaysItIsASimulationIsOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for said, want := range map[string]airra.Origin{
			`{"simulation":true}`: airra.OriginSimulated, `{"simulation":false}`: airra.OriginReal,
			`{"simulation":"true"}`: airra.OriginReal, `{}`: airra.OriginReal,
		} {
			report, err := h.CreateIncident(t.Context(), airra.NewIncident{Title: "t", Description: "d", Severity: airra.SeverityLow, AffectedService: "s", Context: json.RawMessage(said)})
			must(t, err)
			asked := quick(t, h, airra.QuickIncident{ServiceName: "s", MetricsSnapshot: json.RawMessage(`{"error_rate":9}`), Context: json.RawMessage(said)})
			for _, ref := range []string{report.Ref, asked.Ref} {
				if got := h.see(t, ref).Origin; got != want {
					t.Errorf("%s with context %s is %s, want %s", ref, said, got, want)
				}
			}
		}
	})
}
