package house_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatTheProgramsAreMadeOf walks everything that each program links.
func TestWhatTheProgramsAreMadeOf(t *testing.T) {
	t.Parallel()
	nowhere := []string{
		"testing", // A test's helper has slipped into the product.
		"github.com/prometheus/prometheus/config",
		"github.com/prometheus/prometheus/rules",
		"github.com/prometheus/prometheus/scrape",
		"github.com/prometheus/prometheus/tsdb",
		"k8s.io/client-go/kubernetes",
	}
	tests := []struct {
		program string
		without []string // exact paths; a slash at the end means everything below
	}{
		{"./cmd/airrad", append([]string{"charm.land/", "github.com/charmbracelet/", module + "internal/cli", module + "tui"}, nowhere...)},
		{"./cmd/airra", append([]string{module + "internal/daemon", module + "internal/store", "modernc.org/sqlite", "github.com/jackc/pgx/v5"}, nowhere...)},
	}
	for _, tt := range tests {
		t.Run(tt.program, func(t *testing.T) {
			t.Parallel()
			for _, pkg := range listPackages(t, "-deps", tt.program) {
				for _, unwanted := range tt.without {
					below := strings.HasSuffix(unwanted, "/") && strings.HasPrefix(pkg.ImportPath, unwanted)
					if below || pkg.ImportPath == unwanted {
						t.Errorf("%s links %s", tt.program, pkg.ImportPath)
					}
				}
			}
		})
	}
}

// TestTheDaemonExecutesNoTemplate asks the linker why methods are kept. One edge
// from a template package makes it keep all of them, which costs about 15 MB;
// nothing but this shows that it has happened.
func TestTheDaemonExecutesNoTemplate(t *testing.T) {
	t.Parallel()
	link := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-dumpdep",
		"-o", filepath.Join(t.TempDir(), "airrad"), "./cmd/airrad")
	link.Dir = "../.."
	edges, err := link.CombinedOutput()
	if err != nil {
		t.Fatalf("link airrad: %v\n%s", err, edges[:min(len(edges), 4000)])
	}
	if !bytes.Contains(edges, []byte("main.main")) {
		t.Fatal("the linker dumped no edges")
	}
	for line := range bytes.Lines(edges) {
		if bytes.Contains(line, []byte("<ReflectMethod>")) && bytes.Contains(line, []byte("template")) {
			t.Errorf("templates are executed: %s", line)
		}
	}
}

type listed struct {
	ImportPath string
	Imports    []string
}

// listPackages runs go list over the whole module.
func listPackages(t *testing.T, args ...string) []listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Imports"}, args...)...)
	list.Dir = "../.."
	var complaints bytes.Buffer
	list.Stderr = &complaints
	out, err := list.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", list.Args, err, &complaints)
	}
	var found []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg listed
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, pkg)
	}
}
