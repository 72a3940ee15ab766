// Package command makes a channel of any program on this machine: it gets a message
// as one JSON object on its standard input, and its exit code says how it went. That
// is how AIRRA speaks SMS, telephone or a chat of one's own, without knowing any.
//
//	{"key": "…", "kind": "page", "channel": "sms", "priority": "critical",
//	 "subject": "…", "text": "…",
//	 "recipient": {"name": "Alice Chen", "address": "+49 30 1234"},
//	 "incident": {"id": "…", "ref": "INC-7", "title": "…", "service": "…", "severity": "…", "status": "…", "detected_at": "…"},
//	 "ack_url": "https://…", "incident_url": "https://…",
//	 "step": 0, "attempt": 1, "possibly_twice": false, "at": "…"}
//
// The key is the same in every attempt at one message, and stands in
// AIRRA_NOTIFY_KEY too; a program that cannot bear doing something twice remembers
// it. The incident is null in a test, ack_url and incident_url may be empty.
//
// Exit code 0 means that it was sent, 78 (EX_CONFIG) that trying again cannot help,
// and every other one, 75 (EX_TEMPFAIL) before all, that it may. The first 1 KiB of
// what it writes is kept as its answer.
//
// Commands come from a file on the server and never over the API: whoever may write
// that file may run programs here anyway.
package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// DefaultTimeout is how long a command may take when nothing else was said.
const DefaultTimeout = 10 * time.Second

// Options name a channel and say what runs for it.
type Options struct {
	Name    string
	Argv    []string      // the program and its arguments; no shell reads them
	Timeout time.Duration // of one run; 0 means DefaultTimeout
}

// Channel is a command as a channel.
type Channel struct{ options Options }

// New makes the channel. Whether the program is there is found out at the first
// message, since it may be installed later.
func New(o Options) *Channel {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	return &Channel{options: o}
}

// Info says only that it is a command of this machine.
func (c *Channel) Info() airra.ChannelInfo {
	return airra.ChannelInfo{Name: c.options.Name, Kind: airra.KindExec, Configured: len(c.options.Argv) > 0, Target: "a command on the server"}
}

// Exit codes that mean more than that it failed, from sysexits.h.
const exitConfig = 78

// leftover is how long a program that has ended may leave its output open, through a
// child that it put into the background.
const leftover = time.Second

// Send runs the command once and waits for it.
func (c *Channel) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	message, err := m.JSON()
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Message: "the message cannot be written as JSON", Permanent: true, Err: err}
	}
	limited, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	run := exec.CommandContext(limited, c.options.Argv[0], c.options.Argv[1:]...) //nolint:gosec // Running what the server's file names is the purpose.
	var said output
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(append(message, '\n')), &said, &said
	run.Env = environment(m.Key)
	// A group of its own, so that what the program has started ends with it.
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error { return syscall.Kill(-run.Process.Pid, syscall.SIGKILL) }
	run.WaitDelay = leftover
	err = run.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // It ended well, and a child of its own still holds its output.
	}
	if err != nil {
		return notify.Receipt{}, c.failed(ctx, limited, err, said.line(m))
	}
	return notify.Receipt{Answer: orElse(said.line(m), "exit code 0")}, nil
}

// environment is what a command may know. The daemon's own holds keys and passwords
// that are no business of a script.
func environment(key string) []string {
	found := []string{"AIRRA_NOTIFY_KEY=" + notify.SafeKey(key)}
	for _, name := range []string{"PATH", "HOME", "LANG"} {
		if value, ok := os.LookupEnv(name); ok {
			found = append(found, name+"="+value)
		}
	}
	return found
}

// failed says how a run ended that did not end well.
func (c *Channel) failed(caller, limited context.Context, err error, said string) *notify.Failure {
	var exit *exec.ExitError
	switch {
	case caller.Err() != nil:
		return &notify.Failure{Message: "the command was broken off", Err: caller.Err()}
	case limited.Err() != nil:
		return &notify.Failure{Message: withOutput(fmt.Sprintf("the command did not end within %s and was killed", c.options.Timeout), said), Err: limited.Err()}
	case errors.As(err, &exit) && exit.Exited():
		return &notify.Failure{
			Message:   withOutput(fmt.Sprintf("the command ended with code %d", exit.ExitCode()), said),
			Permanent: exit.ExitCode() == exitConfig, Err: err,
		}
	case errors.As(err, &exit):
		return &notify.Failure{Message: withOutput("the command was ended by a signal", said), Err: err}
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return &notify.Failure{Message: "the command is not there: see AIRRA_CHANNELS_FILE on the server", Permanent: true, Err: fs.ErrNotExist}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOEXEC):
		return &notify.Failure{Message: "the command cannot be executed: see AIRRA_CHANNELS_FILE on the server", Permanent: true, Err: fs.ErrPermission}
	default:
		return &notify.Failure{Message: "the command could not be run", Err: err}
	}
}

func withOutput(what, said string) string {
	if said == "" {
		return what
	}
	return what + ": " + said
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
