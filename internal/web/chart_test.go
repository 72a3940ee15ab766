package web

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// A chart is read in the unit of the figures beside it, and its band lies where the
// values are.
func TestAChartIsDrawnInTheUnitOfItsFigures(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	for _, tt := range []struct {
		unit      string
		value     float64
		want      float64
		wantUnit  string
		high, top float64
	}{
		{"bytes", 672 * mib, 672, " MiB", 200 * mib, 200},
		{"s", 0.31, 310, " ms", 0.12, 120},
		{"ratio", 0.8, 80, " %", 0.25, 25},
		{"err/s", 9, 9, " err/s", 0.5, 0.5},
	} {
		var c chart
		text := chartOf(airra.Signal{Unit: tt.unit, Band: &airra.Band{High: tt.high}, Window: []airra.Point{{At: time.Unix(1, 0), Value: tt.value}}})
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatal(err)
		}
		if math.Abs(c.Value[0]-tt.want) > 1e-9 || c.Unit != tt.wantUnit || math.Abs(*c.High-tt.top) > 1e-9 {
			t.Errorf("%g %s: drawn as %s", tt.value, tt.unit, text)
		}
	}
}

// What has ended is not said to be so now.
func TestASignalThatEndedIsNotSaidToBeSoNow(t *testing.T) {
	t.Parallel()
	for want, g := range map[string]airra.Signal{
		"now <b>9</b>":          {Current: 9, Ongoing: true},
		"still out of its band": {Current: 9, Ongoing: true},
		"last outside <b>9</b>": {Current: 9},
		"back in its band":      {Current: 9},
		"is the new normal":     {Current: 9, NewNormal: true},
	} {
		var b strings.Builder
		page := signal(incidentView{visit: &visit{now: noon}, IncidentDetail: &airra.IncidentDetail{}}, &g, 0)
		if err := page.Render(t.Context(), &b); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("it does not say %q: %s %v", want, b.String(), err)
		}
	}
}
