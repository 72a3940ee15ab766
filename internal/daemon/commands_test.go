package daemon_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/daemon"
)

// airrad runs one command line in an environment of its own.
func airrad(t *testing.T, args []string, variables ...string) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = daemon.Execute(t.Context(), args, daemon.Process{
		Environ: append([]string{"AIRRA_DATA_DIR=" + t.TempDir()}, variables...),
		Out:     &stdout, Err: &stderr,
	})
	return code, stdout.String(), stderr.String()
}

func TestHelpListsEverySettingWithItsDefault(t *testing.T) {
	t.Parallel()
	code, out, _ := airrad(t, []string{"--help"})
	if code != 0 {
		t.Fatalf("exit %d", code)
	}
	for _, row := range config.Settings() {
		want := row.Name + " (" + row.Default
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, command := range []string{"serve", "check-config", "migrate", "reset", "version"} {
		if !strings.Contains(out, "\n  "+command+" ") {
			t.Errorf("the command %s is missing", command)
		}
	}
}

func TestHelpOfACommandIsShort(t *testing.T) {
	t.Parallel()
	code, out, _ := airrad(t, []string{"reset", "--help"})
	if code != 0 || !strings.Contains(out, "--yes") || strings.Contains(out, "AIRRA_") {
		t.Errorf("exit %d, %s", code, out)
	}
}

func TestWhatIsNotUnderstoodIsUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"fly"}, {"--fly"}, {"serve", "now"}, {"migrate", "sideways"}} {
		code, out, complaints := airrad(t, args)
		if code != 2 || out != "" || !strings.Contains(complaints, "airrad --help") {
			t.Errorf("%q: exit %d, out %q, complaints %q", args, code, out, complaints)
		}
	}
}

func TestAWrongSettingStopsEveryCommandWithOneLine(t *testing.T) {
	t.Parallel()
	want := `airrad: AIRRA_SCRAPE_INTERVAL="soon" is not accepted: give a duration from 100ms to 1h, such as 15s` + "\n"
	for _, args := range [][]string{nil, {"serve"}, {"check-config"}, {"migrate", "up"}, {"migrate", "status"}, {"reset", "--yes"}} {
		code, out, complaints := airrad(t, args, "AIRRA_SCRAPE_INTERVAL=soon")
		if code != 1 || out != "" || complaints != want {
			t.Errorf("%q: exit %d, out %q, complaints %q", args, code, out, complaints)
		}
	}
}

func TestCheckConfigShowsWhatIsInForceAndNoSecret(t *testing.T) {
	t.Parallel()
	code, out, complaints := airrad(t, []string{"check-config"},
		"AIRRA_API_KEY=hunter2", "AIRRA_DATABASE_URL=postgres://ada:hunter2@db/airra", "AIRRA_SPEED=9")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, complaints)
	}
	if strings.Contains(out, "hunter2") {
		t.Errorf("a secret is shown:\n%s", out)
	}
	lines := map[string]string{}
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		lines[fields[0]] = strings.Join(fields[1:], " ")
	}
	for name, want := range map[string]string{
		"AIRRA_API_KEY":      "set ********",
		"AIRRA_DATABASE_URL": "set postgres://ada:xxxxx@db/airra",
		"AIRRA_DRY_RUN":      "default true",
	} {
		if lines[name] != want {
			t.Errorf("%s: %q, want %q", name, lines[name], want)
		}
	}
	if want := "airrad: warning: AIRRA_SPEED is not a setting of airrad"; !strings.HasPrefix(complaints, want) {
		t.Errorf("complaints %q", complaints)
	}
}

func TestResetNeedsToBeMeant(t *testing.T) {
	t.Parallel()
	code, _, complaints := airrad(t, []string{"reset"})
	if code != 1 || !strings.Contains(complaints, "--yes") {
		t.Errorf("exit %d, complaints %q", code, complaints)
	}
}

func TestVersionNamesTheProgram(t *testing.T) {
	t.Parallel()
	if code, out, _ := airrad(t, []string{"version"}); code != 0 || !strings.HasPrefix(out, "airrad ") {
		t.Errorf("exit %d, out %q", code, out)
	}
}
