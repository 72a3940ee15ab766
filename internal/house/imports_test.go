package house_test

import (
	"slices"
	"strings"
	"testing"
)

const module = "github.com/airra/airra/"

// doors says which rooms each room may enter, beside the domain and its own
// sub-packages. A room is named by its whole path; "perceive" does not open
// perceive/prometheus, since an adapter is daemon's to choose.
var doors = map[string][]string{
	"internal/airra":       nil,
	"internal/perceive":    nil,
	"internal/reason":      nil,
	"internal/act":         nil,
	"internal/oncall":      nil,
	"internal/notify":      nil,
	"internal/learn":       nil,
	"internal/measure":     nil,
	"internal/postmortem":  nil,
	"internal/simulate":    nil,
	"internal/invent":      nil,
	"internal/workflow":    {"internal/perceive", "internal/reason", "internal/act", "internal/oncall", "internal/notify", "internal/learn", "internal/measure", "internal/postmortem", "internal/simulate", "internal/invent"},
	"internal/store":       {"internal/measure", "migrations"}, // It keeps the sums that measure adds up.
	"internal/memory":      nil,
	"internal/redis":       nil,
	"internal/jobs":        {"internal/workflow"},
	"internal/api":         nil,
	"internal/web":         {"internal/look"},
	"internal/look":        nil,
	"internal/client":      nil,
	"internal/config":      nil,
	"internal/cli":         {"internal/client", "internal/config", "internal/perceive", "internal/postmortem", "internal/reason", "internal/look", "tui", "tui/ruler"},
	"internal/testservers": nil,
	"internal/house":       nil,
	"internal/e2e":         nil, // Its tests start the two programs.
	"internal/bench":       nil, // It measures the two programs from outside.
	"tui":                  {"internal/look"},
	"migrations":           nil,
	"completions":          nil,
	"cmd/airrad":           {"internal/daemon"},
	"cmd/airra":            {"internal/cli"},
}

// daemonStaysOut are the rooms that people hold in their hands; daemon may enter
// every other one.
var daemonStaysOut = []string{"internal/cli", "internal/client", "tui"}

func TestEveryRoomUsesItsOwnDoors(t *testing.T) {
	t.Parallel()
	for _, pkg := range listPackages(t, "./...") {
		if !strings.HasPrefix(pkg.ImportPath, module) {
			continue
		}
		from := strings.TrimPrefix(pkg.ImportPath, module)
		for _, path := range pkg.Imports {
			if to, ours := strings.CutPrefix(path, module); ours && !mayEnter(from, to) {
				t.Errorf("%s may not import %s", from, to)
			}
		}
	}
}

func TestEveryRoomHasAPlaceInThePlan(t *testing.T) {
	t.Parallel()
	for _, pkg := range listPackages(t, "./...") {
		path, ours := strings.CutPrefix(pkg.ImportPath, module)
		if !ours {
			continue
		}
		room := roomOf(path)
		if _, planned := doors[room]; !planned && room != "internal/daemon" {
			t.Errorf("%s is not in the table of rooms: say there what it may import", room)
		}
	}
}

func mayEnter(from, to string) bool {
	room := roomOf(from)
	switch {
	case forTests(to):
		return forTests(from)
	case room == roomOf(to):
		return true
	case room == "internal/daemon":
		return !slices.Contains(daemonStaysOut, roomOf(to))
	case to == "internal/airra":
		return room != "migrations" && room != "internal/testservers"
	default:
		return slices.Contains(doors[room], to)
	}
}

// roomOf gives the room of a package: two steps deep below internal and cmd, one
// elsewhere.
func roomOf(path string) string {
	parts := strings.SplitN(path, "/", 3)
	if parts[0] == "internal" || parts[0] == "cmd" {
		return strings.Join(parts[:min(2, len(parts))], "/")
	}
	return parts[0]
}

// forTests says whether a package only helps tests: the test servers, and the
// suites and scripted servers whose names end in test.
func forTests(path string) bool {
	return path == "internal/testservers" || strings.HasSuffix(path, "test")
}

func TestDoorsAreReadAsMeant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"internal/perceive/embedded", "internal/perceive", true},
		{"internal/perceive", "internal/airra", true},
		{"internal/perceive", "internal/reason", false},
		{"internal/workflow", "internal/perceive", true},
		{"internal/workflow", "internal/perceive/prometheus", false},
		{"internal/workflow", "internal/store", false},
		{"internal/api", "internal/store", false},
		{"internal/daemon", "internal/perceive/prometheus", true},
		{"internal/daemon", "internal/cli", false},
		{"internal/store", "migrations", true},
		{"internal/store/storetest", "internal/testservers", true},
		{"internal/store", "internal/testservers", false},
		{"internal/store", "internal/store/storetest", false},
		{"internal/airra", "internal/config", false},
		{"tui", "internal/client", false},
	} {
		if got := mayEnter(tt.from, tt.to); got != tt.want {
			t.Errorf("%s to %s: %v, want %v", tt.from, tt.to, got, tt.want)
		}
	}
}
