package e2e_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/airra/airra/internal/testservers"
)

// A person sits before the cockpit in a real terminal: an incident of the demo comes up
// by itself, the server dies and comes back under the screen, the person opens the
// incident, reads why it happened, approves and executes by keys, and it is resolved, as
// another program confirms.
func TestCockpitDecidesAnIncident(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts a server and a terminal")
	}
	c := newCockpit(t)
	server := c.server(t)
	c.open(t)
	c.sees(t, `● live`)
	incident := c.incident(t)
	c.sees(t, incident+` .*payment`)

	server.kill()
	c.sees(t, `○ reconnecting \(data \d+ \w+ old\)`)
	c.sees(t, incident) // What was known last stays.
	server.process = server.start()
	c.sees(t, `● live`)

	c.types(t, ":"+incident)
	c.keys(t, "Enter")
	c.sees(t, `Hypotheses \d`)
	c.keys(t, "l", "l")
	c.sees(t, `0\.\d\d`)
	c.keys(t, "l", "l")
	c.sees(t, `ACT-\d+`)
	c.decides(t, "y", "Approve")
	c.sees(t, `X execute…`)
	c.decides(t, "X", "Execute")
	c.sees(t, `✓ resolved`)

	c.says(t, `status\tresolved`, "incident", "view", incident)
	c.says(t, "^"+person+"$", "incident", "view", incident, "--jq", ".actions[].approved_by")
	c.keys(t, "@")
	c.sees(t, `✓ done +airra approve ACT-\d+ --by `+person)
	c.keys(t, "q")
	c.sees(t, `left with 0`)
}

// person is who sits there.
const person = "you@example.com"

// cockpit is a terminal with the cockpit in it, and what it needs around it.
type cockpit struct {
	socket string // the terminal's own tmux server, so that no other is touched
	env    []string
}

func newCockpit(t *testing.T) *cockpit {
	t.Helper()
	dir := t.TempDir()
	c := &cockpit{socket: fmt.Sprintf("airra-e2e-%d-%s", os.Getpid(), t.Name())}
	offset, err := spikeOffset("payment-service", 8)
	if err != nil {
		t.Fatal(err)
	}
	set := func(key, value string) { c.env = append(c.env, key+"="+value) }
	c.env = os.Environ()
	listenOn(set, testservers.FreePort(t))
	for key, value := range map[string]string{
		"HOME": dir, "XDG_CONFIG_HOME": filepath.Join(dir, "config"), "AIRRA_DATA_DIR": filepath.Join(dir, "data"), "AIRRA_DEMO": "true", "AIRRA_LLM_PROVIDER": "offline",
		"AIRRA_USER": person, "AIRRA_SCRAPE_INTERVAL": "1s", "AIRRA_ANOMALY_CHECK_INTERVAL": "1s", "AIRRA_LOG_LEVEL": "error",
		"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TMUX": "", "E2E_CLOCK_OFFSET": offset,
	} {
		set(key, value)
	}
	return c
}

// value is a setting of the environment.
func (c *cockpit) value(key string) string {
	found := ""
	for _, pair := range c.env {
		if name, value, _ := strings.Cut(pair, "="); name == key {
			found = value
		}
	}
	return found
}

func (c *cockpit) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = c.env
	return cmd
}

// server starts the daemon of the demo.
func (c *cockpit) server(t *testing.T) *killable {
	t.Helper()
	k := &killable{server: c.value("AIRRA_SERVER")}
	k.start = func() *exec.Cmd {
		cmd := c.command(context.WithoutCancel(t.Context()), "airrad")
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Errorf("start the daemon: %v", err)
		}
		return cmd
	}
	k.process = k.start()
	t.Cleanup(func() { k.kill() })
	waitFor(t, k.server+" is ready", func() bool { return status(k.server+"/ready") == http.StatusOK })
	return k
}

// open starts the cockpit in a terminal. When it has ended, the terminal says so and
// stays, so that the test sees with what.
func (c *cockpit) open(t *testing.T) {
	t.Helper()
	c.terminal(t, `airra tui --theme mono; echo "left with $?"; exec cat`)
}

// terminal opens a terminal of 120 by 40 with a program in it.
func (c *cockpit) terminal(t *testing.T, program string) {
	t.Helper()
	c.tmux(t, "-f", os.DevNull, "-u", "new-session", "-d", "-s", "cockpit", "-x", "120", "-y", "40", program)
	socket := strings.TrimSpace(c.tmux(t, "display-message", "-p", "#{socket_path}"))
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if t.Failed() {
			pane, _ := c.command(ctx, "tmux", "-L", c.socket, "capture-pane", "-p", "-t", "cockpit").CombinedOutput()
			t.Logf("the screen in the end:\n%s", pane)
		}
		_ = c.command(ctx, "tmux", "-L", c.socket, "kill-server").Run() // It may have ended with its last terminal.
		_ = os.Remove(socket)
	})
}

func (c *cockpit) tmux(t *testing.T, args ...string) string {
	t.Helper()
	out, err := c.command(t.Context(), "tmux", append([]string{"-L", c.socket}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

// screen is what a person sees now.
func (c *cockpit) screen(t *testing.T) string {
	t.Helper()
	return c.tmux(t, "capture-pane", "-p", "-t", "cockpit")
}

// sees waits until a pattern is on the screen.
func (c *cockpit) sees(t *testing.T, pattern string) {
	t.Helper()
	wanted := regexp.MustCompile(pattern)
	waitFor(t, "the screen shows "+pattern, func() bool { return wanted.MatchString(c.screen(t)) })
}

// keys presses keys, one after the other.
func (c *cockpit) keys(t *testing.T, names ...string) {
	t.Helper()
	c.tmux(t, append([]string{"send-keys", "-t", "cockpit"}, names...)...)
}

// types writes a text.
func (c *cockpit) types(t *testing.T, text string) {
	t.Helper()
	c.tmux(t, "send-keys", "-t", "cockpit", "-l", text)
}

// decides opens a dialog by a key, waits until it takes keys, types the name of the
// target where that is asked for, and says yes.
func (c *cockpit) decides(t *testing.T, key, title string) {
	t.Helper()
	c.keys(t, key)
	c.sees(t, title+` ACT-\d+\?`)
	waitFor(t, "the dialog takes keys", func() bool { return !strings.Contains(c.screen(t), "keys wake") })
	if typed := regexp.MustCompile(`type (\S+) to go on`).FindStringSubmatch(c.screen(t)); typed != nil {
		c.types(t, typed[1])
		c.sees(t, typed[1]+"▏")
	}
	c.keys(t, "y")
	waitFor(t, "the dialog is gone", func() bool { return !strings.Contains(c.screen(t), title+" ACT-") })
}

// incident waits until the monitor has opened its incident, and a decision about it is
// waited for.
func (c *cockpit) incident(t *testing.T) string {
	t.Helper()
	ref := ""
	waitFor(t, "the demo has an incident", func() bool {
		out, _ := c.command(t.Context(), "airra", "incident", "list", "--source", "airra_monitor", "--service", "payment-service", "--status", "pending_approval", "-o", "name").Output()
		ref, _, _ = strings.Cut(string(out), "\n")
		return strings.HasPrefix(ref, "INC-")
	})
	return ref
}

// says runs the command line and wants a line that matches.
func (c *cockpit) says(t *testing.T, pattern string, args ...string) {
	t.Helper()
	out, err := c.command(t.Context(), "airra", args...).CombinedOutput()
	if err != nil || !regexp.MustCompile("(?m)"+pattern).Match(out) {
		t.Errorf("airra %s does not say %s: %v\n%s", strings.Join(args, " "), pattern, err, out)
	}
}
