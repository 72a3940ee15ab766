package notify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// recorder is a channel that keeps what it got.
type recorder struct {
	info airra.ChannelInfo
	got  []notify.Message
}

func (r *recorder) Info() airra.ChannelInfo { return r.info }

func (r *recorder) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	r.got = append(r.got, m)
	return notify.Receipt{Answer: "taken"}, nil
}

func TestWhatIsNotSetUpIsSimulatedAndNeverSent(t *testing.T) {
	t.Parallel()
	off := &recorder{info: airra.ChannelInfo{Name: "email", Kind: airra.KindEmail}}
	senders := notify.NewSenders([]notify.Channel{off}, nil)
	for _, name := range []string{"email", "slack", "sms", "pigeon"} {
		got, err := senders.Send(t.Context(), name, nil, notify.Message{})
		if want := (notify.Receipt{Simulated: true, Answer: name + " is not set up"}); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
	if len(off.got) > 0 {
		t.Error("a channel that is not set up was called")
	}
}

func TestAMessageGoesToTheChannelOfItsName(t *testing.T) {
	t.Parallel()
	email := &recorder{info: airra.ChannelInfo{Name: "email", Configured: true}}
	pager := &recorder{info: airra.ChannelInfo{Name: "pager", Configured: true}}
	hooks := &recorder{info: airra.ChannelInfo{Name: "ops", Configured: true}}
	var made airra.WebhookChannel
	senders := notify.NewSenders([]notify.Channel{email, pager}, func(c airra.WebhookChannel) notify.Channel {
		made = c
		return hooks
	})
	for _, name := range []string{"email", "pager"} {
		if got, err := senders.Send(t.Context(), name, nil, notify.Message{Key: "k"}); err != nil || got.Simulated {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := senders.Send(t.Context(), "ops", &airra.WebhookChannel{Name: "ops", URL: "https://x"}, notify.Message{Key: "k"}); err != nil {
		t.Error(err)
	}
	want := []string{"email", "pager", "ops"}
	got := []string{}
	for _, r := range []*recorder{email, pager, hooks} {
		for _, m := range r.got {
			got = append(got, m.Channel)
		}
	}
	if !slices.Equal(got, want) || made.URL != "https://x" {
		t.Errorf("got %v, want %v; the webhook was %+v", got, want, made)
	}
}

func TestTheStandardChannelsAreAlwaysListed(t *testing.T) {
	t.Parallel()
	sms := &recorder{info: airra.ChannelInfo{Name: "sms", Kind: airra.KindExec, Configured: true}}
	zulu := &recorder{info: airra.ChannelInfo{Name: "zulu", Kind: airra.KindExec, Configured: true}}
	alpha := &recorder{info: airra.ChannelInfo{Name: "alpha", Kind: airra.KindExec, Configured: true}}
	want := []airra.ChannelInfo{
		{Name: "email", Kind: airra.KindEmail}, {Name: "slack", Kind: airra.KindSlack}, sms.info, alpha.info, zulu.info,
	}
	if diff := cmp.Diff(want, notify.NewSenders([]notify.Channel{zulu, sms, alpha}, nil).Infos()); diff != "" {
		t.Error(diff)
	}
}

func TestTwoChannelsOfOneNameAreAMistakeAtTheStart(t *testing.T) {
	t.Parallel()
	defer func() {
		if said := recover(); said == nil || !strings.Contains(fmt.Sprint(said), "sms") {
			t.Errorf("got %v", said)
		}
	}()
	sms := &recorder{info: airra.ChannelInfo{Name: "sms"}}
	notify.NewSenders([]notify.Channel{sms, sms}, nil)
}

func TestBackoffGrowsAndIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	base := []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, time.Hour, time.Hour}
	spread := map[time.Duration]bool{}
	for i, want := range base {
		for n := range 50 {
			key := fmt.Sprintf("key-%d", n)
			got := notify.Backoff(i+1, key)
			if got < want || got >= want+want/4 {
				t.Errorf("failure %d: %v, want %v and up to a quarter more", i+1, got, want)
			}
			if got != notify.Backoff(i+1, key) {
				t.Errorf("failure %d of %s gives two waits", i+1, key)
			}
			spread[got] = true
		}
	}
	if len(spread) < 400 {
		t.Errorf("500 messages come back at %d moments only", len(spread))
	}
	for _, failures := range []int{-1, 0} {
		if got := notify.Backoff(failures, "k"); got < 2*time.Second || got > 3*time.Second {
			t.Errorf("%d failures: %v", failures, got)
		}
	}
}

func TestAnOrdinaryKeyStaysAsItIs(t *testing.T) {
	t.Parallel()
	key := airra.PageKey{IncidentID: "0198c0de-0000-7000-8000-000000000007", Step: 2, Contact: "email:alice.chen+oncall@example.com", Attempt: 1}.String()
	if got := notify.SafeKey(key); got != key {
		t.Errorf("%q became %q", key, got)
	}
}

func TestKeysStayDifferentAndFitIntoHeaders(t *testing.T) {
	t.Parallel()
	keys := []string{
		"a.b", "a..b", "a.=2Eb", "a=2Eb", ".a", "a.", "a", "", "a b", "a\r\nX: y", "ä", "a\x00", "<a>", "a@b", "a=b", "a%b",
		strings.Repeat("a", 300), strings.Repeat("a", 301), strings.Repeat("a", 200), strings.Repeat("ä", 90),
	}
	seen := map[string]string{}
	for _, key := range keys {
		safe := notify.SafeKey(key)
		if other, twice := seen[safe]; twice {
			t.Errorf("%q and %q both become %q", key, other, safe)
		}
		seen[safe] = key
		bad := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>()[]:;@\,"%`, r) }
		if len(safe) > 200 || strings.ContainsFunc(safe, bad) || strings.Contains(safe, "..") || strings.HasPrefix(safe, ".") || strings.HasSuffix(safe, ".") {
			t.Errorf("%q became %q", key, safe)
		}
	}
}

func TestAMessageAsJSONKeepsItsPromisedNames(t *testing.T) {
	t.Parallel()
	m := notify.Message{
		Key: "k", Kind: airra.NotifyPage, Channel: "sms", Priority: airra.PriorityHigh, Subject: "<s> & t", Text: "line\nline",
		Recipient: notify.Recipient{Name: "Alice", Address: "+49 30 1"}, Step: 1, Attempt: 2, PossiblyTwice: true,
		Incident: &notify.Incident{ID: "i", Ref: "INC-7", Title: "t", Service: "s", Severity: airra.SeverityHigh, Status: airra.StatusDetected, DetectedAt: time.Unix(1, 0).UTC()},
		AckURL:   "https://a/ack/x", IncidentURL: "https://a/i", At: time.Unix(2, 0).UTC(),
	}
	want := `{"key":"k","kind":"page","channel":"sms","priority":"high","subject":"<s> & t","text":"line\nline",` +
		`"recipient":{"name":"Alice","address":"+49 30 1"},` +
		`"incident":{"id":"i","ref":"INC-7","title":"t","service":"s","severity":"high","status":"detected","detected_at":"1970-01-01T00:00:01Z"},` +
		`"ack_url":"https://a/ack/x","incident_url":"https://a/i","step":1,"attempt":2,"possibly_twice":true,"at":"1970-01-01T00:00:02Z"}`
	got, err := m.JSON()
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
	m.Incident = nil
	var back map[string]any
	if got, err = m.JSON(); err != nil || json.Unmarshal(got, &back) != nil || back["incident"] != nil {
		t.Errorf("a test: %s, %v", got, err)
	}
}

func TestForeignTextInOneLine(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"  a \r\n\tb\u00a0c  ": "a b c", "\x1b[2J\x7f": "␛[2J␡", "\u202eab\u0085c\u009b": "\uFFFDab c\uFFFD", "\xff": "\uFFFD",
		"👩\u200d🚒": "👩\u200d🚒", "0123456789x": "0123456789x", "0123456789xy": "0123456789…", "": "",
	} {
		if got := notify.OneLine(given, 11); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
	if got, want := notify.Lines(" a\r\nb\rc\u2028d\te\x1b\n\n", 100), "a\nb\nc\nd\te␛"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnAnswerDoesNotKeepTheLink(t *testing.T) {
	t.Parallel()
	m := notify.Message{AckURL: "https://airra.example/ack/t0kent0kent0ken"}
	for _, said := range []string{"got https://airra.example/ack/t0kent0kent0ken ok", "token t0kent0kent0ken", "plain"} {
		if kept := m.Discreet(said); strings.Contains(kept, "t0ken") {
			t.Errorf("%q became %q", said, kept)
		}
	}
	if kept := (notify.Message{}).Discreet("ok"); kept != "ok" {
		t.Errorf("without a link: %q", kept)
	}
}
