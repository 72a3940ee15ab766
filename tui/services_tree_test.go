package tui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func TestBranches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		graph map[airra.ServiceName][]airra.ServiceName
		want  []string
	}{
		"nothing below": {nil, nil},
		"two levels, in the order of their names": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"c", "b"}, "b": {"d"}},
			[]string{"├─ b", "│  └─ d", "└─ c"},
		},
		"a cycle is cut and said": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"b"}, "b": {"a", "c"}},
			[]string{"└─ b", "   ├─ a  ↻ a cycle, cut here", "   └─ c"},
		},
		"one that needs itself": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"a"}},
			[]string{"└─ a  ↻ a cycle, cut here"},
		},
		"what two share is drawn once": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": {"e"}},
			[]string{"├─ b", "│  └─ d", "│     └─ e", "└─ c", "   └─ d  as above"},
		},
		"deeper than three is only said": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": {"e"}},
			[]string{"└─ b", "   └─ c", "      └─ d  … and more"},
		},
		"what ends at three is not": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"b"}, "b": {"c"}, "c": {"d"}},
			[]string{"└─ b", "   └─ c", "      └─ d"},
		},
		"named twice is drawn once": {
			map[airra.ServiceName][]airra.ServiceName{"a": {"b", "b"}},
			[]string{"└─ b"},
		},
	} {
		var got []string
		for _, b := range branches("a", func(n airra.ServiceName) []airra.ServiceName { return c.graph[n] }, treeDepth) {
			got = append(got, strings.TrimSpace(b.lines+string(b.name)+"  "+b.note))
		}
		for n := range got {
			got[n] = strings.TrimRight(got[n], " ")
		}
		if diff := cmp.Diff(bare(c.want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func bare(lines []string) []string {
	var all []string
	for _, l := range lines {
		all = append(all, strings.TrimSpace(l))
	}
	return all
}

// Everybody needs everybody: the tree still ends.
func TestATreeOfManyEnds(t *testing.T) {
	t.Parallel()
	var all []airra.ServiceName
	for n := range 60 {
		all = append(all, airra.ServiceName(strings.Repeat("x", n+1)))
	}
	if got := len(branches("x", func(airra.ServiceName) []airra.ServiceName { return all }, treeDepth)); got > 60*60 {
		t.Errorf("%d lines", got)
	}
}

func TestTheWorstSignalSpeaksForAService(t *testing.T) {
	t.Parallel()
	r := func(name, state string, sigma float64) airra.SignalReading {
		return airra.SignalReading{Name: name, State: state, Sigma: &sigma}
	}
	for want, signals := range map[string][]airra.SignalReading{
		"far":       {r("near", "normal", 1), r("far", "normal", 2)},
		"anomalous": {r("far", "normal", 9), r("anomalous", "anomalous", 4), r("none", "no_data", 0)},
		"none":      {r("calm", "normal", 1), r("none", "no_data", 0), r("warm", "warming_up", 0)},
		"known":     {r("new word", "retired", 0), r("known", "normal", 0)},
	} {
		if got := worstSignal(&airra.ServiceState{Monitored: true, Signals: signals}); got.Name != want {
			t.Errorf("%s speaks, want %s", got.Name, want)
		}
	}
	if worstSignal(nil) != nil || worstSignal(&airra.ServiceState{Signals: []airra.SignalReading{r("a", "normal", 0)}}) != nil {
		t.Error("a service that nobody watches has a worst signal")
	}
}

func TestGoldenSignals(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"latency_p95": "latency", "http_request_duration_seconds": "latency", "request_rate": "traffic", "request_errors": "errors",
		"error_rate": "errors", "CPU_usage": "saturation", "memory_usage": "saturation", "lag": "other",
	} {
		if got := goldenKind(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	var order []string
	for _, r := range goldenOrder([]airra.SignalReading{{Name: "lag"}, {Name: "memory_usage"}, {Name: "cpu_usage"}, {Name: "error_rate"}, {Name: "request_rate"}, {Name: "latency_p95"}}) {
		order = append(order, r.Name)
	}
	if want := []string{"latency_p95", "request_rate", "error_rate", "memory_usage", "cpu_usage", "lag"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
}

// The tree of a real server is that of its services file, with a cycle in it.
func TestTheTreeIsThatOfTheServer(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "services.yaml")
	if err := os.WriteFile(file, []byte("services:\n  gateway: {depends_on: [orders]}\n  orders: {depends_on: [payments, database]}\n  payments: {depends_on: [gateway]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, "AIRRA_SERVICES_FILE="+file)
	s.visit(onServices)
	s.types("enter")
	shows(t, s.Model, "NEEDS  declared in the services file", "└─ orders", "   ├─ database", "· only named", "   └─ payments", "↻ a cycle, cut here", "NEEDED BY", "└─ payments", "   └─ orders")
}
