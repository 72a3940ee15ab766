package house_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/airra/airra/internal/config"
)

// TestComposeFileIsOne holds the file against the schema, with the library that
// docker compose is made of. Variables stay as they are, since their values are
// the operator's.
func TestComposeFileIsOne(t *testing.T) {
	t.Parallel()
	check(t, "go", "tool", "-modfile=tools/compose.mod", "cmd", "-no-interpolation", "docker-compose.yml")
}

func TestPrometheusOfTheComposeFileReadsItsConfiguration(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Fatal("promtool is not installed: apt-get install prometheus")
	}
	check(t, "promtool", "check", "config", "deploy/prometheus.yml")
}

func check(t *testing.T, program string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	command.Dir = "../.."
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", command.Args, err, out)
	}
}

// TestDeploymentsSetOnlyWhatExists catches a setting that was renamed or was
// never there: airrad would only warn of it, in a log nobody reads.
func TestDeploymentsSetOnlyWhatExists(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, row := range config.Settings() {
		known[row.Name] = true
	}
	variable := regexp.MustCompile(`\bAIRRA_[A-Z_]+`)
	for _, file := range []string{"docker-compose.yml", "Dockerfile"} {
		content, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Fatal(err)
		}
		found := variable.FindAllString(string(content), -1)
		if len(found) == 0 {
			t.Errorf("%s sets nothing", file)
		}
		for _, name := range found {
			if !known[name] {
				t.Errorf("%s names %s, which is no setting", file, name)
			}
		}
	}
}
