package tui

import (
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func TestARowSaysWhenItsIncidentIsNotReal(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	of := func(n int, o airra.Origin) airra.Incident {
		return anIncident(n, func(i *airra.Incident) { i.Origin = o })
	}
	m.with(of(1, airra.OriginReal), of(2, airra.OriginSimulated), of(3, airra.OriginGenerated))
	strike(m, "2")
	for _, want := range []string{"≈ simulated  Error rate 18x", "✧ generated  Error rate 18x"} {
		if !strings.Contains(m.seen(), want) {
			t.Errorf("%q is missing in\n%s", want, m.seen())
		}
	}
	if n := strings.Count(m.seen(), "real"); n != 0 {
		t.Errorf("a real incident is marked:\n%s", m.seen())
	}
}

func TestAFilterFindsIncidentsByTheirOrigin(t *testing.T) {
	t.Parallel()
	f, err := parseFilter(`{origin!="real"}`, noon)
	if err != nil {
		t.Fatal(err)
	}
	simulated, real := airra.Incident{Origin: airra.OriginSimulated}, airra.Incident{Origin: airra.OriginReal}
	if !f.matches(&simulated, &asking{}) || f.matches(&real, &asking{}) {
		t.Error("the filter finds the wrong one")
	}
}
