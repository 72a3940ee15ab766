package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// cockpitIncidents is with how many the cockpit promises what it does.
const cockpitIncidents = 10_000

// cockpit measures `airra tui` in a terminal before a daemon that knows many incidents.
func cockpit(ctx context.Context, p programs) (_ []result, err error) {
	p.dir = filepath.Join(p.dir, "cockpit") // An empty data directory of its own.
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return nil, err
	}
	d, err := p.start(ctx, "AIRRA_DEMO=false")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	if _, err := d.report(ctx, cockpitIncidents); err != nil {
		return nil, err
	}
	if err := untilItRests(ctx, d.command.Process.Pid); err != nil { // The pages of the storm leave first.
		return nil, err
	}
	const starts = 10
	var firsts []time.Duration
	for range starts {
		t, err := p.sitDown(ctx, d)
		if err != nil {
			return nil, err
		}
		firsts = append(firsts, t.first)
		if err := t.leave(); err != nil {
			return nil, err
		}
	}
	rows, err := p.restingCockpit(ctx, d)
	first := result{name: fmt.Sprintf("first useful frame of the cockpit, median of %d", starts), value: median(firsts), bound: 150, unit: "ms"}
	return append([]result{first}, rows...), err
}

// restingCockpit measures what the cockpit needs when everything is loaded and nothing
// happens.
func (p programs) restingCockpit(ctx context.Context, d *daemon) (_ []result, err error) {
	t, err := p.sitDown(ctx, d)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.leave()) }()
	if err := untilItRests(ctx, t.pid); err != nil {
		return nil, err
	}
	resident, err := residentMB(t.pid)
	if err != nil {
		return nil, err
	}
	const rest = 30 * time.Second
	before, err := processorTime(t.pid)
	if err != nil {
		return nil, err
	}
	pause(ctx, rest)
	after, err := processorTime(t.pid)
	return []result{
		{name: fmt.Sprintf("resident memory of the cockpit with %d incidents", cockpitIncidents), value: resident, bound: 60, unit: "MB"},
		{name: "processor share of the cockpit at rest", value: 100 * (after - before).Seconds() / rest.Seconds(), bound: 1, unit: "%"},
	}, err
}

// terminal is a cockpit that runs in a terminal of 120 by 40.
type terminal struct {
	script *exec.Cmd
	keys   io.WriteCloser
	pid    int           // of the cockpit
	first  time.Duration // from its start to the first frame with an incident
}

// sitDown opens the cockpit and waits for its first useful frame. script(1) is the
// terminal: it answers no question of the program, like the least of real ones. The
// shell in it prints its process id and becomes the cockpit.
func (p programs) sitDown(ctx context.Context, d *daemon) (*terminal, error) {
	t := &terminal{script: exec.CommandContext(ctx, "script", "-qfc", "stty cols 120 rows 40; echo pid $$.; exec "+p.airra+" tui", os.DevNull)}
	t.script.Env = append(os.Environ(), "HOME="+p.dir, "XDG_CONFIG_HOME="+p.dir, "AIRRA_SERVER="+d.url, "AIRRA_API_KEY="+d.key, "AIRRA_USER=bench@example.com", "TERM=xterm-256color", "SHELL=/bin/sh")
	var err error
	if t.keys, err = t.script.StdinPipe(); err != nil {
		return nil, err
	}
	shown := &screenful{changed: make(chan struct{}, 1)}
	t.script.Stdout = shown
	if err := t.script.Start(); err != nil {
		return nil, err
	}
	began, seen, err := shown.wait(ctx, regexp.MustCompile(`pid (\d+)\.`))
	if err != nil {
		return nil, errors.Join(err, t.leave())
	}
	if t.pid, err = strconv.Atoi(seen); err != nil {
		return nil, err
	}
	framed, _, err := shown.wait(ctx, regexp.MustCompile(`(INC-\d+)`))
	if err != nil {
		return nil, errors.Join(err, t.leave())
	}
	t.first = framed.Sub(began)
	return t, nil
}

// leave ends the cockpit as a person does.
func (t *terminal) leave() error {
	_, err := io.WriteString(t.keys, "q")
	return errors.Join(err, t.script.Wait())
}

// screenful is what a terminal was sent.
type screenful struct {
	mu      sync.Mutex
	text    bytes.Buffer
	at      time.Time // when the last of it came
	changed chan struct{}
}

func (s *screenful) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = time.Now()
	select {
	case s.changed <- struct{}{}:
	default: // Whoever waits was told.
	}
	return s.text.Write(p)
}

// wait gives when a pattern came, and what its group holds.
func (s *screenful) wait(ctx context.Context, pattern *regexp.Regexp) (time.Time, string, error) {
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		found, at, text := pattern.FindSubmatch(s.text.Bytes()), s.at, s.text.String()
		s.mu.Unlock()
		if found != nil {
			return at, string(found[1]), nil
		}
		select {
		case <-s.changed:
		case <-deadline.C:
			return at, "", fmt.Errorf("the terminal never showed %s, but: %q", pattern, text)
		case <-ctx.Done():
			return at, "", ctx.Err()
		}
	}
}

// untilItRests waits until a process has used nearly no processor time for a while. An idle
// daemon needs two to four percent, by how slow the machine is in that hour.
func untilItRests(ctx context.Context, pid int) error {
	const while, nearlyNone = 3 * time.Second, 180 * time.Millisecond
	last, err := processorTime(pid)
	for began := time.Now(); err == nil && time.Since(began) < 5*time.Minute; {
		pause(ctx, while)
		var now time.Duration
		if now, err = processorTime(pid); err == nil && now-last <= nearlyNone {
			return ctx.Err()
		}
		last = now
	}
	return errors.Join(err, errors.New("it does not come to rest"))
}

// processorTime is what a running process has used so far.
func processorTime(pid int) (time.Duration, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(content), ") ") // The name before it may hold anything.
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("no processor time in stat")
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever Linux runs.
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, err
}
