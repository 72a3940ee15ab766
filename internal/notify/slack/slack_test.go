package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/notifytest"
	"github.com/airra/airra/internal/notify/slack"
)

func message() notify.Message {
	return notify.Message{
		Key: "k-1", Kind: airra.NotifyPage, Channel: "slack", Priority: airra.PriorityCritical,
		Subject: "🚨 [CRITICAL] Errors (payment-service)", Text: "Hello Alice Chen,\n\nYou are paged for INC-7.\n",
		Recipient: notify.Recipient{Name: "Alice Chen", Address: "@alice"},
		Incident: &notify.Incident{
			ID: "i", Ref: "INC-7", Title: "Errors", Service: "payment-service", Severity: airra.SeverityCritical,
			Status: airra.StatusPendingApproval, DetectedAt: time.Unix(1_772_442_245, 0).UTC(),
		},
		AckURL: "https://airra.example/ack/t0kent0kent0ken", IncidentURL: "https://airra.example/incidents/INC-7",
		Attempt: 1, At: time.Unix(1_772_442_250, 0).UTC(),
	}
}

// blocks gives the blocks of the only request by their type.
func blocks(t *testing.T, r *notifytest.Receiver) map[string]string {
	t.Helper()
	requests := r.Requests()
	if len(requests) != 1 {
		t.Fatalf("%d requests came", len(requests))
	}
	var body struct {
		Text   string            `json:"text"`
		Blocks []json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(requests[0].Body, &body); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{"fallback": body.Text}
	for _, raw := range body.Blocks {
		var block struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(raw, &block); err != nil {
			t.Fatal(err)
		}
		var text any
		if err := json.Unmarshal(raw, &text); err != nil {
			t.Fatal(err)
		}
		shown := &strings.Builder{}
		encoder := json.NewEncoder(shown)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(text); err != nil {
			t.Fatal(err)
		}
		found[block.Type] += shown.String()
	}
	return found
}

func TestAPageIsLaidOut(t *testing.T) {
	t.Parallel()
	server := notifytest.NewSlack(t)
	channel := slack.New(slack.Options{URL: server.URL})
	receipt, err := channel.Send(t.Context(), message())
	if err != nil || receipt != (notify.Receipt{Answer: "200 OK: ok"}) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	got := blocks(t, server)
	for kind, parts := range map[string][]string{
		"fallback": {"🚨 [CRITICAL] Errors (payment-service)"},
		"header":   {"🚨 [CRITICAL] Errors (payment-service)"},
		"section":  {`*Service*\npayment-service`, `*Status*\npending approval`, "<!date^1772442245^", "You are paged for INC-7."},
		"context":  {"For Alice Chen (@alice) · Key k-1"},
		"actions":  {`"url":"https://airra.example/ack/t0kent0kent0ken"`, `"text":"Open INC-7"`, `"style":"primary"`},
	} {
		for _, part := range parts {
			if !strings.Contains(got[kind], part) {
				t.Errorf("%s lacks %s: %s", kind, part, got[kind])
			}
		}
	}
}

func TestATestHasNoFactsAndARepetitionSaysSo(t *testing.T) {
	t.Parallel()
	server := notifytest.NewSlack(t)
	m := message()
	m.Incident, m.AckURL, m.IncidentURL, m.PossiblyTwice, m.Subject, m.Text = nil, "", "", true, " ", ""
	if _, err := slack.New(slack.Options{URL: server.URL}).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := blocks(t, server)
	if got["section"]+got["actions"] != "" || !strings.Contains(got["header"], "AIRRA") || !strings.Contains(got["context"], "received this message before") {
		t.Errorf("got %v", got)
	}
}

// The receiver refuses what exceeds a limit or is not escaped.
func TestHostileTextKeepsToTheLimits(t *testing.T) {
	t.Parallel()
	server := notifytest.NewSlack(t)
	channel := slack.New(slack.Options{URL: server.URL})
	texts := []string{
		"<!channel> <@U1> <https://evil.example|click> & &lt;", "new\nlines\r\n\x1b[2J\x00", "half \xff\xf0",
		strings.Repeat("<", 5000), strings.Repeat("🚨", 5000), strings.Repeat("a", 149) + "&", strings.Repeat("a", 150), strings.Repeat("a", 148) + "🚨",
		strings.Repeat("x&", 2500), " ",
	}
	for _, foreign := range texts {
		m := message()
		m.Subject, m.Text, m.Recipient = foreign, foreign, notify.Recipient{Name: foreign, Address: foreign}
		m.Incident.Service, m.Incident.Ref, m.Incident.Status = airra.ServiceName(foreign), foreign, airra.IncidentStatus(foreign)
		if _, err := channel.Send(t.Context(), m); err != nil {
			t.Errorf("%.40q: %v", foreign, err)
		}
	}
	if got := len(server.Requests()); got != len(texts) {
		t.Errorf("%d of %d came", got, len(texts))
	}
}

func TestALinkThatIsTooLongIsLeftOut(t *testing.T) {
	t.Parallel()
	server := notifytest.NewSlack(t)
	m := message()
	m.IncidentURL = "https://airra.example/" + strings.Repeat("x", 3000)
	if _, err := slack.New(slack.Options{URL: server.URL}).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if actions := blocks(t, server)["actions"]; strings.Contains(actions, "xxx") || !strings.Contains(actions, "Acknowledge") {
		t.Error(actions)
	}
}

func TestWhatAnAnswerOfSlackMeans(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name      string
		reply     notifytest.Reply
		message   string
		permanent bool
		wait      time.Duration
	}{
		{"too many, in seconds", notifytest.Reply{Status: 429, RetryAfter: "30"}, "answered 429 Too Many Requests", false, 30 * time.Second},
		{"too many, at a time", notifytest.Reply{Status: 429, RetryAfter: now.Add(time.Minute).Format(http.TimeFormat)}, "answered 429", false, time.Minute},
		{"too many, for days", notifytest.Reply{Status: 429, RetryAfter: "1e9"}, "answered 429", false, time.Hour},
		{"too many, unreadable", notifytest.Reply{Status: 429, RetryAfter: "soon"}, "answered 429", false, 0},
		{"too many, in the past", notifytest.Reply{Status: 429, RetryAfter: "-5"}, "answered 429", false, 0},
		{"too many, no number", notifytest.Reply{Status: 429, RetryAfter: "NaN"}, "answered 429", false, 0},
		{"broken", notifytest.Reply{Status: 500, RetryAfter: "30"}, "answered 500 Internal Server Error", false, 0},
		{"overloaded", notifytest.Reply{Status: 503, RetryAfter: "2"}, "answered 503", false, 2 * time.Second},
		{"no such webhook", notifytest.Reply{Status: 404}, "answered 404 Not Found", true, 0},
		{"forbidden", notifytest.Reply{Status: 403}, "answered 403 Forbidden", true, 0},
		{"moved", notifytest.Reply{Status: 302, Location: "https://elsewhere.example/"}, "answered 302 Found", true, 0},
		{"a page of somebody else", notifytest.Reply{Body: "<html>Sign in to this network"}, "answered 200 OK, but not as Slack does", false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := notifytest.NewSlack(t, tt.reply)
			channel := slack.New(slack.Options{URL: server.URL, Now: func() time.Time { return now }})
			receipt, err := channel.Send(t.Context(), message())
			var failure *notify.Failure
			if !errors.As(err, &failure) {
				t.Fatalf("%+v, %v", receipt, err)
			}
			if !strings.Contains(failure.Message, tt.message) || failure.Permanent != tt.permanent || failure.RetryAfter != tt.wait {
				t.Errorf("got %+v", failure)
			}
			notifytest.AssertLeaksNoSecret(t, server.Secrets, err, receipt, channel.Info())
			if got := len(server.Requests()); got != 1 {
				t.Errorf("%d requests came", got)
			}
		})
	}
}

func TestASlackThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	server := notifytest.NewSlack(t, notifytest.Reply{Hang: true})
	channel := slack.New(slack.Options{URL: server.URL, Timeout: 20 * time.Millisecond})
	_, err := channel.Send(t.Context(), message())
	var failure *notify.Failure
	if !errors.As(err, &failure) || failure.Permanent || !strings.Contains(failure.Message, "did not answer within 20ms") || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = channel.Send(ctx, message())
	if !errors.As(err, &failure) || failure.Permanent || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	notifytest.AssertLeaksNoSecret(t, server.Secrets, err)
}

func TestASlackThatIsNotThereCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	channel := slack.New(slack.Options{URL: "http://127.0.0.1:1/services/hunter2"})
	_, err := channel.Send(t.Context(), message())
	var failure *notify.Failure
	if !errors.As(err, &failure) || failure.Permanent || !strings.HasPrefix(failure.Message, "127.0.0.1:1 cannot be reached") {
		t.Errorf("got %v", err)
	}
	notifytest.AssertLeaksNoSecret(t, []string{"hunter2"}, err, channel.Info())
}

func TestOnlyTheHostIsShown(t *testing.T) {
	t.Parallel()
	got := slack.New(slack.Options{URL: "https://hooks.slack.com/services/T0/B0/hunter2"}).Info()
	if want := (airra.ChannelInfo{Name: "slack", Kind: airra.KindSlack, Configured: true, Target: "hooks.slack.com"}); got != want {
		t.Errorf("got %+v", got)
	}
	if got := slack.New(slack.Options{}).Info(); got.Configured || got.Target != "" {
		t.Errorf("without a URL: %+v", got)
	}
}
