package testservers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// startTimeout is generous: a machine that runs the whole suite under -race on
// two cores is slow, and a server that never comes up says so by exiting.
const startTimeout = time.Minute

// errExited says that the server ended before it was ready, most often because
// its port was taken between our choice and its bind.
var errExited = errors.New("server exited before it was ready")

// watchdogScript keeps the promise of the package comment. It learns the server's
// process id from the first line and then waits for the end of the pipe. QUIT
// first, because PostgreSQL then takes its children and its shared memory with
// it; KILL after five seconds for a server that does not listen. The wait looks
// for zombies too, because the first process of a container may never reap them.
const watchdogScript = `trap '' INT TERM HUP
read -r pid
read -r _
running() {
	kill -0 "$pid" 2>/dev/null && ! grep -qs '^State:.*Z' "/proc/$pid/status"
}
if [ -n "$pid" ]; then
	kill -QUIT "$pid" 2>/dev/null
	tries=0
	while running && [ "$tries" -lt 120 ]; do
		tries=$((tries + 1))
		[ "$tries" -eq 100 ] && kill -KILL "$pid" 2>/dev/null
		sleep 0.05
	done
fi
rm -rf -- "$1"
`

// process is one running server with the watchdog that outlives us.
//
// It deliberately has no goroutine in Wait: shared servers live as long as the
// test process, and packages under goleak would be blamed for it.
type process struct {
	dir      string
	cmd      *exec.Cmd
	lifeline *os.File
	watchdog *exec.Cmd
	reaped   bool
}

// launch starts the program in dir, which the watchdog removes afterwards. The
// credential is nil to run as ourselves.
func launch(dir string, as *syscall.Credential, program string, args ...string) (*process, error) {
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	defer func() { _ = log.Close() }()

	p := &process{dir: dir}
	if err := p.watch(); err != nil {
		return nil, err
	}
	p.cmd = detached(program, args...)
	p.cmd.Dir = dir
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr.Credential = as
	if err := p.cmd.Start(); err != nil {
		p.release()
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	if _, err := fmt.Fprintln(p.lifeline, p.cmd.Process.Pid); err != nil {
		p.stop()
		return nil, fmt.Errorf("tell the watchdog: %w", err)
	}
	return p, nil
}

// detached gives the child its own process group, so that an interrupt typed at
// the terminal reaches the test process alone and the watchdog can do its work.
func detached(program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// watch starts the watchdog before there is anything to watch, so that no server
// ever runs without one.
func (p *process) watch() error {
	read, write, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("open the lifeline: %w", err)
	}
	defer func() { _ = read.Close() }()
	p.watchdog = detached("/bin/sh", "-c", watchdogScript, "watchdog", p.dir)
	p.watchdog.Stdin = read
	if err := p.watchdog.Start(); err != nil {
		_ = write.Close()
		return fmt.Errorf("start the watchdog: %w", err)
	}
	p.lifeline = write
	return nil
}

// exited reports whether the server has ended, without blocking.
func (p *process) exited() bool {
	if p.reaped {
		return true
	}
	pid, err := syscall.Wait4(p.cmd.Process.Pid, nil, syscall.WNOHANG, nil)
	p.reaped = pid == p.cmd.Process.Pid || errors.Is(err, syscall.ECHILD)
	return p.reaped
}

// stop ends the server and removes its directory; it returns when both are done.
// The watchdog does the killing, so there is one way for a server to end.
func (p *process) stop() {
	p.release()
	if !p.exited() {
		_, _ = syscall.Wait4(p.cmd.Process.Pid, nil, 0, nil)
		p.reaped = true
	}
	_ = p.watchdog.Wait()
}

// release lets go of the lifeline, which is the watchdog's signal.
func (p *process) release() { _ = p.lifeline.Close() }

// await polls ready until it succeeds. The server's own exit ends the wait at
// once with errExited and the end of its log.
func (p *process) await(ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		if p.exited() {
			return fmt.Errorf("%w: %s", errExited, p.logTail())
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not ready after %s: %w; its log ends: %s", startTimeout, err, p.logTail())
		case <-tick.C:
		}
	}
}

// logTail is the last part of what the server wrote, for the failure message.
func (p *process) logTail() string {
	const most = 2000
	data, err := os.ReadFile(filepath.Join(p.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-most):])
}

func (p *process) pid() string { return strconv.Itoa(p.cmd.Process.Pid) }
