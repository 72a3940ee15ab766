package daemon

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// The exit codes of airrad.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Main runs airrad with the arguments and the environment of this process and
// returns its exit code. The first interrupt or SIGTERM stops the daemon in
// order; a second one ends the process at once, for a person who will not wait.
// The options are for programs that run airrad with a part exchanged, such as
// the end-to-end tests.
func Main(opts ...Option) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	return Execute(ctx, os.Args[1:], Process{Environ: os.Environ(), Out: os.Stdout, Err: os.Stderr, Options: opts})
}

// Process is what a command sees of the world around it, so that a test can
// stand in for the shell.
type Process struct {
	Environ  []string // as os.Environ gives it
	Out, Err io.Writer
	Options  []Option
}

// Execute runs one command line and returns the exit code: 0 done, 1 failed, 2
// not understood. A failure is told on Err, one line for each thing that is
// wrong.
func Execute(ctx context.Context, args []string, process Process) int {
	understood := false
	root := newRoot(process, &understood)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case understood:
		complain(process.Err, err)
		return exitFailed
	default:
		complain(process.Err, err)
		_, _ = fmt.Fprintln(process.Err, "airrad: see airrad --help")
		return exitUsage
	}
}

func complain(w io.Writer, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		_, _ = fmt.Fprintln(w, "airrad: "+line)
	}
}
