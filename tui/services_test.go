package tui

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

func withServices(m *Model) {
	now, normal := 0.31, 0.12
	reading := func(name, state string) airra.SignalReading {
		return airra.SignalReading{Name: name, State: state, Unit: "s", Current: &now, Expected: &normal, Sigma: &now, Recent: []float64{1, 1, 1, 1, 2, 9}}
	}
	m.data.services = []airra.ServiceState{
		{
			Service: airra.Service{Name: "payment-service", DependsOn: []airra.ServiceName{"database", wideName}, Tier: "tier-0", Team: "payments"},
			Known:   true, Monitored: true, OpenIncidents: 2, Dependents: []airra.ServiceName{"api-gateway"},
			Signals: []airra.SignalReading{reading("error_rate", "normal"), reading("latency_p95", "anomalous"), {Name: "cpu", State: "no_data"}},
		},
		{Service: airra.Service{Name: wideName}},
		{Service: airra.Service{Name: "warm"}, Monitored: true, Signals: []airra.SignalReading{reading("error_rate", "warming_up")}},
	}
}

// The worst signal is the state of a service, as a sign and a word.
func TestServicesShowStateInWords(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onServices)
	withServices(m)
	shows(t, m, "▲ anomalous", "○ not monitored", "◐ warming up", "payment-service", "latency_p95", "▁▁▁▁▁█ ▲", "✗ no data")
}

func TestServiceIsOpened(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onServices)
	withServices(m)
	press(m, "enter")
	shows(t, m, "NEEDS  declared in the services file", "├─ database", "└─ 李小龙", "NEEDED BY", "└─ api-gateway", "latency    latency_p95", "nobody measures: traffic", "310 ms", "120 ms", "2 open incidents", "tier-0")
	press(m, "esc")
	shows(t, m, "○ not monitored")
}

func TestNoServicesSayWhatToDo(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onServices)
	shows(t, m, "Asking for the services")
	m.screens[onServices].(*services).known = true
	shows(t, m, "AIRRA_MONITORED_SERVICES")
}

// Readings are asked for again only when they are old and the server is there.
func TestReadingsAreAskedForWhenTheyAreOld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		age  time.Duration
		lost error
		asks bool
	}{
		"new readings stay":                {age: time.Second},
		"old ones are asked for":           {age: time.Minute, asks: true},
		"a lost server has its own clock":  {age: time.Minute, lost: airra.Invalid("x", "lost")},
		"those that are just old enough":   {age: readingsEvery, asks: true},
		"those that are not quite are not": {age: readingsEvery - 1},
	} {
		m, _ := peopleModel(t, 80, 24, onServices)
		s := m.screens[onServices].(*services)
		s.asked, m.data.lost = peopleNow.Add(-c.age), c.lost
		if got := s.ticked(m) != nil; got != c.asks {
			t.Errorf("%s: asks is %v", name, got)
		}
	}
}

func TestSpark(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values []float64
		width  int
		want   string
	}{
		"nothing is drawn as nothing":           {nil, 5, ""},
		"a level line is low":                   {[]float64{3, 3, 3}, 5, "▁▁▁"},
		"the lowest and the highest":            {[]float64{0, 7}, 5, "▁█"},
		"of values that share a cell, the most": {[]float64{0, 9, 0, 0}, 2, "█▁"},
	} {
		if got := look.Spark(c.values, c.width); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Trembling within the band is drawn flat, and a value beyond it as tall as there is room.
func TestReadingSparkIsMeasuredByItsBand(t *testing.T) {
	t.Parallel()
	r := airra.SignalReading{Band: &airra.Band{Low: 7, High: 13, Threshold: 3}, Recent: []float64{10, 10.2, 9.9}}
	if got := readingSpark(r, 3); got != "▄▄▄" {
		t.Errorf("a calm signal is %q", got)
	}
	r.Recent = append(r.Recent, 40)
	if got := readingSpark(r, 4); got != "▁▁▁█" {
		t.Errorf("a peak is %q", got)
	}
}

// The courses of the signals share the room of a wide terminal, and on a narrow one
// there are fewer of them.
func TestSignalsShareTheRoom(t *testing.T) {
	t.Parallel()
	all := []airra.ServiceState{{Signals: []airra.SignalReading{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}, {Name: "e"}}}}
	for width, want := range map[int][2]int{60: {0, 0}, 80: {2, 14}, 120: {5, 12}, 200: {5, 24}} {
		columns, cells := signalColumns(all, width)
		if len(columns) != want[0] || want[0] > 0 && cells != want[1] {
			t.Errorf("at %d columns there are %d signals of %d cells", width, len(columns), cells)
		}
	}
}
