package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// errInterrupted is the cause of a context that a signal ended.
var errInterrupted = errors.New("interrupted")

// Main runs the command line of this process and gives its exit code.
func Main() int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	stop := context.AfterFunc(ctx, func() { signal.Stop(signals) })
	defer stop()
	go waitForSignal(ctx, signals, cancel)
	return Run(ctx, SystemStreams(), os.Args[1:])
}

// waitForSignal ends the context at the first signal. It lives as long as Main
// and has nothing to tidy up, so nobody waits for it. The second signal meets
// no handler any more and ends the process at once, for a person who is stuck.
func waitForSignal(ctx context.Context, signals chan os.Signal, cancel context.CancelCauseFunc) {
	select {
	case <-signals:
		cancel(errInterrupted)
	case <-ctx.Done():
	}
}

// Run runs one command line against the given streams and gives its exit code.
func Run(ctx context.Context, streams Streams, args []string) int {
	app := &App{Streams: streams}
	root := newRootCmd(app)
	root.SetArgs(args)
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	err := root.ExecuteContext(ctx)
	var listing fieldListing
	if errors.As(err, &listing) {
		_, err = fmt.Fprintln(streams.Out, listing.String())
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	report(streams.Err, err)
	return exitCode(err)
}
