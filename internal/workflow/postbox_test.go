package workflow_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// postbox stands for the channels: e-mail is set up, and keeps what it got.
type postbox struct {
	mu   sync.Mutex
	got  []notify.Message
	fail func(m notify.Message) error // nil, or an error instead of keeping it
	hold chan struct{}                // when set, a send waits for it after the message has left
}

func (p *postbox) Infos() []airra.ChannelInfo {
	return []airra.ChannelInfo{
		{Name: airra.ChannelEmail, Kind: airra.KindEmail, Configured: true, Target: "mail.example"},
		{Name: airra.ChannelSlack, Kind: airra.KindSlack},
		{Name: airra.ChannelSMS, Kind: airra.KindExec},
	}
}

func (p *postbox) Send(ctx context.Context, name string, hook *airra.WebhookChannel, m notify.Message) (notify.Receipt, error) {
	if name != airra.ChannelEmail && hook == nil {
		return notify.Receipt{Simulated: true, Answer: name + " is not set up"}, nil
	}
	p.mu.Lock()
	fail, hold := p.fail, p.hold
	p.mu.Unlock()
	if fail != nil {
		if err := fail(m); err != nil {
			return notify.Receipt{}, err
		}
	}
	p.mu.Lock()
	p.got = append(p.got, m)
	p.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return notify.Receipt{}, ctx.Err()
		}
	}
	return notify.Receipt{Answer: "250 queued"}, nil
}

// take gives the messages that came since the last look, as "address: key".
func (p *postbox) take() []notify.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.got
	p.got = nil
	return got
}

func (p *postbox) failing(fail func(m notify.Message) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = fail
}

// told gives to whom the new messages went, in order of their addresses.
func (h *house) told() []string {
	var names []string
	for _, m := range h.post.take() {
		names = append(names, m.Recipient.Name)
	}
	slices.Sort(names)
	return names
}

// due takes the jobs whose time has come.
func (h *house) due() []airra.Job {
	now := h.clock.read()
	h.committed()
	h.mu.Lock()
	defer h.mu.Unlock()
	var due, later []airra.Job
	for _, j := range h.timers {
		if j.At.After(now) {
			later = append(later, j)
		} else {
			due = append(due, j)
		}
	}
	h.timers = later
	return due
}

// run works the people's jobs that are due, and those that they cause.
func (h *house) run(t *testing.T) {
	t.Helper()
	for due := h.due(); len(due) > 0; due = h.due() {
		for _, j := range due {
			must(t, h.do(t.Context(), j))
		}
	}
}

// do runs one job as a worker would.
func (h *house) do(ctx context.Context, j airra.Job) error {
	switch j.Kind {
	case airra.JobPage:
		return h.StartPaging(ctx)
	case airra.JobEscalate:
		return h.TakeEscalationStep(ctx, j.IncidentID, j.Round)
	case airra.JobSend:
		return h.SendQueued(ctx, j.NotificationID, j.Round)
	case airra.JobDeadline:
		return h.ExpireApproval(ctx, j.IncidentID, j.Round)
	case airra.JobLapse:
		return h.LapseAcknowledgement(ctx, j.IncidentID, j.Round)
	case airra.JobRemember:
		return h.RememberIncident(ctx, j.IncidentID)
	default:
		return airra.Errorf(airra.CodeInternal, "no such job %q", j.Kind)
	}
}

// after moves the clock and works what is due then.
func (h *house) after(t *testing.T, d time.Duration) {
	t.Helper()
	h.clock.move(d)
	h.run(t)
}

// team writes the development team and its week down.
func (h *house) team(t *testing.T) {
	t.Helper()
	must(t, h.SeedPeople(t.Context()))
}

// link gives the token of the newest message to somebody.
func link(t *testing.T, messages []notify.Message, name string) string {
	t.Helper()
	for _, m := range slices.Backward(messages) {
		if m.Recipient.Name == name {
			return strings.TrimPrefix(m.AckURL, "https://airra.example/ack/")
		}
	}
	t.Fatalf("no message to %s among %d", name, len(messages))
	return ""
}
