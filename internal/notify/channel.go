package notify

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Channel is one way of reaching people.
type Channel interface {
	// Info describes the channel for people. It holds neither a secret nor a command.
	Info() airra.ChannelInfo
	// Send makes one attempt and waits for its end, within bounds of the channel's own
	// and those of the context. Every error is a *Failure.
	Send(ctx context.Context, m Message) (Receipt, error)
}

// Receipt is the end of an attempt that succeeded.
type Receipt struct {
	Answer    string // what the other side said, in one line
	Simulated bool   // nothing was sent, because the channel is not set up
}

// Failure is the end of an attempt that did not succeed. Whether to try again is
// the caller's decision; the channel says only whether it can help.
type Failure struct {
	Message    string        // one line for people, without any secret
	Permanent  bool          // the same message will fail again
	Gone       bool          // the receiver wants no message ever again
	RetryAfter time.Duration // not before this time; 0 when nothing was said
	Err        error         // the cause, as free of secrets as the message
}

// Error gives the message alone, since the cause says the same in other words.
func (f *Failure) Error() string { return f.Message }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }
