package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Main runs the command line of this process and gives its exit code. The first
// ctrl-c ends what is going on in an orderly way; the second meets no handler
// any more and ends the process at once, for a person who is stuck.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Run(ctx, SystemStreams(), os.Args[1:])
}

// Run runs one command line against the given streams and gives its exit code.
// A context that has ended means that the person interrupted it: whatever error
// came of that is no news to them.
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
		return ExitInterrupted
	}
	report(streams.Err, err)
	return exitCode(err)
}
