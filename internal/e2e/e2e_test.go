package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/cli"
	"github.com/airra/airra/internal/daemon"
	"github.com/airra/airra/internal/testservers"
)

// The scripts run this test binary under the names of the two programs, so what
// they start is the code of this checkout, built with the race detector when
// the test is.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"airra":  func() { os.Exit(cli.Main()) },
		"airrad": func() { os.Exit(daemon.Main(clockOption()...)) },
		// stuck-airrad never comes to the end of its first execution.
		"stuck-airrad": func() { os.Exit(daemon.Main(append(clockOption(), daemon.WithRehearsal(stuck{}))...)) },
	})
}

// clockOption moves the daemon's clock by the seconds in E2E_CLOCK_OFFSET, so
// that a script need not wait for the demo's next spike.
func clockOption() []daemon.Option {
	seconds, err := strconv.Atoi(os.Getenv("E2E_CLOCK_OFFSET"))
	if err != nil {
		return nil
	}
	offset := time.Duration(seconds) * time.Second
	return []daemon.Option{daemon.WithClock(func() time.Time { return time.Now().Add(offset) })}
}

// stuck is an executor that writes down each call in the file E2E_EXECUTIONS
// and hangs in the first one, so that a script can kill the process in the
// middle of it.
type stuck struct{ act.Rehearsal }

func (s stuck) Execute(ctx context.Context, a airra.Action) (airra.ExecutionResult, error) {
	path := os.Getenv("E2E_EXECUTIONS")
	_, err := os.Stat(path)
	first := os.IsNotExist(err)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return airra.ExecutionResult{}, err
	}
	_, err = fmt.Fprintln(file, a.ID)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return airra.ExecutionResult{}, err
	}
	if first {
		<-ctx.Done()
		return airra.ExecutionResult{}, ctx.Err()
	}
	return s.Rehearsal.Execute(ctx, a)
}

func TestScripts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the end-to-end scripts start servers")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup:               func(env *testscript.Env) error { return setUp(t, env) },
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"ready":      ready,
			"eventually": eventually,
			"postgres": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Setenv("AIRRA_DATABASE_URL", testservers.Postgres(t))
			},
			"redis": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Setenv("AIRRA_REDIS_URL", testservers.Redis(t))
			},
			"prometheus": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Setenv("AIRRA_PROMETHEUS_URL", testservers.Prometheus(t, args...))
			},
			"exporter": exporter,
			"gauge":    gauge,
			"spike":    spike,
			"count":    count,
			"exits":    exits,
			"model":    model,
			"asked":    asked,
			"capture":  capture,
			// secondport lets the next daemon listen beside the first one.
			"secondport": func(ts *testscript.TestScript, _ bool, _ []string) { listenOn(ts.Setenv, testservers.FreePort(t)) },
		},
	})
}

// setUp gives each script a home, a data directory and a port of its own.
func setUp(t *testing.T, env *testscript.Env) error {
	listenOn(env.Setenv, testservers.FreePort(t))
	env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
	env.Setenv("AIRRA_DATA_DIR", filepath.Join(env.WorkDir, "data"))
	env.Setenv("AIRRA_DEMO", "false")
	env.Setenv("AIRRA_LLM_PROVIDER", "offline")
	env.Setenv("AIRRA_USER", "tester")
	env.Setenv("E2E_EXECUTIONS", filepath.Join(env.WorkDir, "executions"))
	return os.MkdirAll(filepath.Join(env.WorkDir, "home"), 0o700)
}

// listenOn points daemon and command at a port.
func listenOn(setenv func(key, value string), port int) {
	address := fmt.Sprintf("127.0.0.1:%d", port)
	setenv("AIRRA_HTTP_ADDR", address)
	setenv("AIRRA_SERVER", "http://"+address)
}
