package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The cockpit is a good guest in a terminal: it steps aside for the shell and for an
// editor and comes back, it follows the size of the window, and what it copies is in
// the clipboard of the terminal.
func TestCockpitIsAGuestInTheTerminal(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts a server and a terminal")
	}
	c := newCockpit(t)
	c.env = append(c.env, "AIRRA_DEMO=false", "ENV=", "EDITOR="+editor(t))
	c.server(t)
	incident := c.reports(t, "Orders hang")
	c.terminal(t, "exec sh -i")
	c.sees(t, `(?m)^[#$]`)
	c.tmux(t, "set-option", "-s", "set-clipboard", "on")
	c.types(t, "airra tui --theme mono --mouse")
	c.keys(t, "Enter")
	c.sees(t, `▌ .*`+incident+` `)

	c.suspendAndResume(t)
	c.resize(t, incident)
	c.copies(t, incident)
	c.points(t)
	c.edits(t, incident)
	c.saves(t)

	c.keys(t, "q")
	waitFor(t, "the shell is back", func() bool { return !strings.Contains(c.screen(t), "● live") })
	c.types(t, `echo "left with $?"`)
	c.keys(t, "Enter")
	c.sees(t, `left with 0`)
}

// editor is a program that writes a note of two lines into the file that it is given.
func editor(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\nprintf 'the pool is empty\\nsince the deploy\\n' > \"$1\"\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil { //nolint:gosec // A program has to be executable.
		t.Fatal(err)
	}
	return path
}

// reports makes an incident from another terminal.
func (c *cockpit) reports(t *testing.T, title string) string {
	t.Helper()
	out, err := c.command(t.Context(), "airra", "incident", "create", "--service", "order-service", "--title", title, "--severity", "high", "-o", "name").CombinedOutput()
	if err != nil {
		t.Fatalf("report an incident: %v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// saves names a filter, which is in the person's file from then on.
func (c *cockpit) saves(t *testing.T) {
	t.Helper()
	for _, line := range []string{":inc sev:high", ":save worst"} {
		c.types(t, line)
		c.keys(t, "Enter")
	}
	c.sees(t, `saved as worst`)
	file, err := os.ReadFile(filepath.Join(c.value("XDG_CONFIG_HOME"), "airra", "config.yaml"))
	if err != nil || !strings.Contains(string(file), "name: worst") || !strings.Contains(string(file), "filter: sev:high") {
		t.Errorf("%v: the file says\n%s", err, file)
	}
}

// suspendAndResume gives the shell back and takes the terminal again. What happened
// meanwhile is there.
func (c *cockpit) suspendAndResume(t *testing.T) {
	t.Helper()
	c.keys(t, "C-z")
	c.sees(t, `Stopped`)
	if screen := c.screen(t); strings.Contains(screen, "● live") {
		t.Errorf("the cockpit is still on the screen:\n%s", screen)
	}
	c.types(t, "echo $((40 + 2)) from the shell")
	c.keys(t, "Enter")
	c.sees(t, `(?m)^42 from the shell`)
	later := c.reports(t, "Meanwhile")
	c.types(t, "fg")
	c.keys(t, "Enter")
	c.sees(t, `● live`)
	c.sees(t, later+` .*Meanwhile`)
	c.says(t, `acknowledged_by\t`+person, "incident", "view", c.acknowledges(t, later))
}

// acknowledges presses the key for the incident under the cursor, which proves that keys
// arrive again, and gives which one that is.
func (c *cockpit) acknowledges(t *testing.T, newest string) string {
	t.Helper()
	c.types(t, "2g")
	c.sees(t, `▌.*`+newest+` `)
	c.types(t, "a")
	c.sees(t, newest+` acknowledged`)
	c.types(t, "1")
	return newest
}

// resize makes the window smaller than the cockpit can be, and larger again.
func (c *cockpit) resize(t *testing.T, incident string) {
	t.Helper()
	for _, size := range []struct {
		width, height int
		shows         string
	}{{80, 24, incident + ` `}, {50, 10, `needs 60 columns`}, {120, 40, incident + ` `}} {
		c.tmux(t, "resize-window", "-t", "cockpit", "-x", fmt.Sprint(size.width), "-y", fmt.Sprint(size.height))
		waitFor(t, fmt.Sprintf("%dx%d is filled", size.width, size.height), func() bool { return c.fills(t, size.width, size.height) })
		c.sees(t, size.shows)
	}
}

// fills says whether the frame is of the window's size: its rules go from side to side,
// and its last line is the last of the window. A window that is too small has no frame.
func (c *cockpit) fills(t *testing.T, width, height int) bool {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(c.screen(t), "\n"), "\n")
	if width < 60 {
		return !strings.Contains(strings.Join(lines, ""), "──")
	}
	rule := strings.Repeat("─", width)
	return len(lines) == height && lines[2] == rule && lines[height-2] == rule && lines[height-1] != ""
}

// copies proves that a copy reaches the terminal's clipboard, by what that pastes.
func (c *cockpit) copies(t *testing.T, incident string) {
	t.Helper()
	c.types(t, ":"+incident)
	c.keys(t, "Enter")
	c.sees(t, `\[Summary\]`)
	c.types(t, "y")
	waitFor(t, "the clipboard holds "+incident, func() bool {
		out, _ := c.command(t.Context(), "tmux", "-L", c.socket, "show-buffer").Output()
		return string(out) == incident
	})
	c.keys(t, "Escape")
	c.sees(t, `▌`) // The list is there again. A key right behind escape would be another key.
}

// points clicks a tab and the second row, and turns the wheel back, as the terminal
// sends it.
func (c *cockpit) points(t *testing.T) {
	t.Helper()
	const left, wheelUp = 0, 64
	mouse := func(button, column, line int) {
		c.types(t, fmt.Sprintf("\x1b[<%d;%d;%dM\x1b[<%d;%d;%dm", button, column+1, line+1, button, column+1, line+1))
	}
	find := func(text string) (column, line int) {
		for n, row := range strings.Split(c.screen(t), "\n") {
			if at := strings.Index(row, text); at >= 0 {
				return len([]rune(row[:at])), n
			}
		}
		t.Fatalf("%q is not on the screen", text)
		return 0, 0
	}
	column, line := find("2 Incidents")
	mouse(left, column+3, line)
	c.sees(t, `▌.*INC-2 `)
	column, line = find("INC-1 ")
	mouse(left, column, line)
	c.sees(t, `▌.*INC-1 `)
	mouse(wheelUp, column, line)
	c.sees(t, `▌.*INC-2 `)
}

// edits writes a note in the editor, which another program reads back.
func (c *cockpit) edits(t *testing.T, incident string) {
	t.Helper()
	c.types(t, ":"+incident)
	c.keys(t, "Enter")
	c.sees(t, `\[Summary\]`)
	c.types(t, "E")
	c.sees(t, `noted on `+incident)
	c.says(t, `^the pool is empty\nsince the deploy$`, "incident", "timeline", incident, "--jq", `.events[] | select(.event_type == "comment_added") | .description`)
	c.keys(t, "Escape")
	c.sees(t, `▌`) // The list is there again. A key right behind escape would be another key.
}

// The demo opens the cockpit for somebody who has never seen it, so it says how one gets
// out again; and who does leaves nothing behind.
func TestCockpitOfTheDemoSaysHowToLeave(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts a server and a terminal")
	}
	c := newCockpit(t)
	room := t.TempDir()
	c.env = append(c.env, "TMPDIR="+room)
	c.terminal(t, `airra demo --tui; echo "left with $?"; exec cat`)
	c.sees(t, `this is the demo: q leaves and stops the demo, \? shows the keys`)
	if left, err := os.ReadDir(room); err != nil || len(left) != 1 {
		t.Errorf("the demo keeps what it has in a directory of its own: %v, %v", left, err)
	}
	c.sees(t, `● live`)
	c.keys(t, "q")
	c.sees(t, `left with 0`)
	c.sees(t, `q leaves the cockpit and stops the demo`)
	if left, err := os.ReadDir(room); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
