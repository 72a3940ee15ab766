package client_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// reaching makes a client that gets its connections from a function. It is
// called in a bubble, so all its clocks stand still until they are waited for.
func reaching(t *testing.T, o client.Options, dial client.Dial) *client.Client {
	t.Helper()
	o.Server, o.Dial = "http://airrad.test:8000", dial
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// blackHole is a network that drops what is sent to it.
func blackHole(ctx context.Context, network, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
}

// pausing is a server of one connection that waits before the head of its
// answer and again before the body. A negative pause never ends.
func pausing(t *testing.T, head, body time.Duration) client.Dial {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close() //nolint:errcheck // The other end may have closed it already.
			request, err := http.ReadRequest(bufio.NewReader(far))
			if err != nil {
				t.Errorf("read the request: %v", err)
				return
			}
			_, _ = io.Copy(io.Discard, request.Body)
			wait := func(pause time.Duration) {
				if pause < 0 {
					_, _ = io.Copy(io.Discard, far) // It ends when the client has hung up.
					return
				}
				<-time.After(pause)
			}
			wait(head)
			_, _ = io.WriteString(far, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n")
			wait(body)
			_, _ = io.WriteString(far, `{"ref":"INC-1"}`)
		}()
		return near, nil
	}
}

func TestAServerBehindABlackHoleIsToldWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]client.Options{"by itself": {}, "whatever the timeout is": {Timeout: time.Hour}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := reaching(t, o, blackHole).ApproveAction(t.Context(), "ACT-1", airra.Approval{})
				if airra.ErrorCode(err) != airra.CodeUnavailable || !strings.Contains(err.Error(), "does not answer at") {
					t.Errorf("got %v", err)
				}
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// calls are one of each kind, with how long it waits for a silent server.
var calls = []struct {
	name  string
	bound time.Duration
	do    func(ctx context.Context, c *client.Client) error
}{
	{"a read", 5 * time.Second, func(ctx context.Context, c *client.Client) error { _, err := c.FindIncident(ctx, "INC-1"); return err }},
	{"the readiness", 5 * time.Second, func(ctx context.Context, c *client.Client) error { _, err := c.Ready(ctx); return err }},
	{"a decision", 5 * time.Second, func(ctx context.Context, c *client.Client) error {
		_, err := c.ApproveAction(ctx, "ACT-1", airra.Approval{Execute: true})
		return err
	}},
	{"a quick incident", 15 * time.Second, func(ctx context.Context, c *client.Client) error {
		_, err := c.QuickIncident(ctx, airra.QuickIncident{})
		return err
	}},
	{"a rerun", 35 * time.Second, func(ctx context.Context, c *client.Client) error {
		_, err := c.RerunEvidence(ctx, "INC-1", 1)
		return err
	}},
	{"a raw read", 5 * time.Second, func(ctx context.Context, c *client.Client) error {
		_, err := c.Raw(ctx, http.MethodGet, "/api/v1/status", nil, nil)
		return err
	}},
	{"a raw act", 35 * time.Second, func(ctx context.Context, c *client.Client) error {
		_, err := c.Raw(ctx, http.MethodPost, "/api/v1/quick-incident", nil, nil)
		return err
	}},
	{"a stream", 5 * time.Second, func(ctx context.Context, c *client.Client) error {
		for _, err := range c.Events(ctx, client.Stream{After: 1}) {
			return err
		}
		return nil
	}},
}

func TestASilentServerIsLeftAfterTheBoundOfTheCall(t *testing.T) {
	t.Parallel()
	for _, call := range calls {
		for _, o := range []struct {
			name string
			client.Options
			bound time.Duration
		}{
			{"its own bound", client.Options{}, call.bound},
			{"a longer one that was asked for", client.Options{Timeout: time.Minute}, time.Minute},
			{"a shorter one for a wait", client.Options{Longest: time.Second}, time.Second},
			{"a wait that may last longer", client.Options{Longest: time.Hour}, call.bound},
		} {
			t.Run(call.name+"/"+o.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					start := time.Now()
					err := call.do(t.Context(), reaching(t, o.Options, pausing(t, -1, 0)))
					if airra.ErrorCode(err) != airra.CodeUnavailable || !strings.Contains(err.Error(), "did not answer within "+o.bound.String()) {
						t.Errorf("got %v (%s)", err, airra.ErrorCode(err))
					}
					if took := time.Since(start); took != o.bound {
						t.Errorf("it took %s", took)
					}
				})
			})
		}
	}
}

func TestAnAnswerThatTakesItsTimeArrives(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		head, body time.Duration
		do         func(ctx context.Context, c *client.Client) (string, error)
	}{
		{"a quick incident that thinks for ten seconds", 10 * time.Second, 0, func(ctx context.Context, c *client.Client) (string, error) {
			detail, err := c.QuickIncident(ctx, airra.QuickIncident{})
			if err != nil {
				return "", err
			}
			return detail.Ref, nil
		}},
		{"a long answer over a slow line", 4 * time.Second, 20 * time.Second, func(ctx context.Context, c *client.Client) (string, error) {
			detail, err := c.FindIncident(ctx, "INC-1")
			if err != nil {
				return "", err
			}
			return detail.Ref, nil
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ref, err := test.do(t.Context(), reaching(t, client.Options{}, pausing(t, test.head, test.body)))
				if err != nil || ref != "INC-1" {
					t.Errorf("got %q, %v", ref, err)
				}
			})
		})
	}
	t.Run("but not one that never ends", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			_, err := reaching(t, client.Options{}, pausing(t, 0, -1)).FindIncident(t.Context(), "INC-1")
			if airra.ErrorCode(err) != airra.CodeUnavailable || !strings.Contains(err.Error(), "did not finish its answer within 35s") {
				t.Errorf("got %v", err)
			}
		})
	})
}
