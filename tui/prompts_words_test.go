package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func TestAChartInWords(t *testing.T) {
	t.Parallel()
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	p := plot{unit: "s", band: &airra.Band{Low: 0.1, High: 0.3}, marks: []time.Time{at(2), at(3), at(5)}}
	for n, value := range []float64{0.2, 0.2, 9, 4, 0.2, 5, 0.1} {
		p.points = append(p.points, airra.Point{At: at(n), Value: value})
	}
	got := strings.Join(chartWords(p), "\n")
	want := `7 points from 12:00:00 to 12:06:00.
Normal range: 100 ms to 300 ms.
Highest 9 s at 12:02:00, lowest 100 ms at 12:06:00, last 100 ms.
Anomalous from 12:02:00 to 12:03:00, at 12:05:00.`
	if got != want {
		t.Errorf("it says:\n%s", got)
	}
	says(t, strings.Join(chartWords(plot{points: p.points}), "\n"), "No baseline was known", "never left its range")
	says(t, strings.Join(chartWords(plot{}), "\n"), "No points were stored.")
}

// Evidence that is asked again is told as it was then and as it is now.
func TestEvidenceIsAskedAgainByWords(t *testing.T) {
	t.Parallel()
	series := func(values ...float64) []airra.Point {
		points := make([]airra.Point, len(values))
		for n, v := range values {
			points[n] = airra.Point{At: noon.Add(time.Duration(n) * time.Minute), Value: v}
		}
		return points
	}
	b := &caseBackend{
		detail: airra.IncidentDetail{Incident: anIncident(1), Hypotheses: []airra.Hypothesis{{Rank: 1, Category: "memory_leak", ConfidenceScore: 0.7, Evidence: airra.Evidence{
			Items:   []airra.EvidenceItem{{Number: 1, Observation: "memory rose", Query: "memory", SignalType: "metric"}},
			Against: []airra.EvidenceItem{{Number: 2, Observation: "it was not restarted"}},
		}}}},
		run: &airra.EvidenceRun{Source: "metrics", At: noon, Then: series(1, 8, 4), Now: []airra.Series{{Points: series(2, 3)}}},
	}
	b.detail.ID = "INC-1" // This server knows its incident by one name.
	heard := spoken(t, t.Context(), Options{Backend: b, Actor: "ana@example.com", Now: (&testClock{at: noon}).now}, &typist{lines: []string{"INC-1", "hyp", "evidence", "rerun 2", "rerun 1"}})
	says(t, heard, "Hypothesis 1: memory leak, confidence 0.70.\n", "For, evidence 1: memory rose (metric)\n", "Against, evidence 2: it was not restarted\n", "Query: memory\n",
		"Type rerun and the number of an evidence that has a query", "Then: from 1 to 8, last 4.\nNow: from 2 to 3, last 3.\n")
	if len(b.did) != 1 || b.did[0] != 1 {
		t.Errorf("the server was asked for %v", b.did)
	}
}

// What people and machines have written cannot leave its line.
func TestHostileWordsStayInTheirLine(t *testing.T) {
	t.Parallel()
	all := hostile()
	m, _ := still(t)
	m.with(all...)
	for _, i := range all {
		if line := m.incidentWords(&i); strings.ContainsAny(plainly(line), "\x1b\n\r\a\u202e") {
			t.Errorf("%q", line)
		}
	}
}
