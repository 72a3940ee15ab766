package email_test

import (
	"context"
	"errors"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/email"
	"github.com/airra/airra/internal/notify/notifytest"
)

const (
	user     = "airra"
	password = "hunter2-hunter2"
)

func message() notify.Message {
	return notify.Message{
		Key: "0198c0de-0000-7000-8000-000000000007.s0.email.alice.at.example.com.a1", Kind: airra.NotifyPage, Channel: "email",
		Priority: airra.PriorityCritical, Subject: "🚨 [CRITICAL] Errors (payment-service)", Text: "Hello Alice Chen,\n\nYou are paged for INC-7.\n",
		Recipient: notify.Recipient{Name: "Alice Chen", Address: "alice@example.com"},
		Incident:  &notify.Incident{ID: "0198c0de-0000-7000-8000-000000000007", Ref: "INC-7", Severity: airra.SeverityCritical},
		AckURL:    "https://airra.example/ack/t0kent0kent0ken", IncidentURL: "https://airra.example/incidents/INC-7",
		Attempt: 1, At: time.Date(2026, 3, 2, 9, 4, 5, 0, time.UTC),
	}
}

// channel sends through a server of a test, as far as the options do not say otherwise.
func channel(s *notifytest.MailServer, change func(*email.Options)) *email.Channel {
	o := email.Options{Host: s.Host, Port: s.Port, From: "airra@airra.example", TLS: email.None, Timeout: time.Minute, Roots: s.Roots}
	if change != nil {
		change(&o)
	}
	return email.New(o)
}

func signedIn(tls email.TLS) func(*email.Options) {
	return func(o *email.Options) { o.TLS, o.User, o.Password = tls, user, password }
}

func failed(t *testing.T, err error) *notify.Failure {
	t.Helper()
	var failure *notify.Failure
	if !errors.As(err, &failure) {
		t.Fatalf("got %v", err)
	}
	return failure
}

func only(t *testing.T, s *notifytest.MailServer) notifytest.Mail {
	t.Helper()
	mails := s.Mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails came", len(mails))
	}
	return mails[0]
}

func TestAMailIsWhole(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{})
	receipt, err := channel(server, nil).Send(t.Context(), message())
	if err != nil || receipt.Simulated || !strings.HasPrefix(receipt.Answer, "250 ") || !strings.Contains(receipt.Answer, "queued") {
		t.Fatalf("%+v, %v", receipt, err)
	}
	got := only(t, server)
	const domain = "@airra.example>"
	id := "0198c0de-0000-7000-8000-000000000007"
	want := map[string]string{
		"From": `"AIRRA" <airra@airra.example>`, "To": `"Alice Chen" <alice@example.com>`, "Date": "Mon, 02 Mar 2026 09:04:05 +0000",
		"Message-ID":  "<" + id + ".s0.email.alice.at.example.com.a1" + domain,
		"In-Reply-To": "<incident." + id + domain, "References": "<incident." + id + domain,
		"Auto-Submitted": "auto-generated", "X-Airra-Key": id + ".s0.email.alice.at.example.com.a1",
		"Importance": "high", "MIME-Version": "1.0", "User-Agent": "", "Bcc": "",
	}
	headers := map[string]string{}
	for name := range want {
		headers[name] = textproto.TrimString(got.Header.Get(name))
	}
	if diff := cmp.Diff(want, headers); diff != "" {
		t.Error(diff)
	}
	if got.From != "airra@airra.example" || len(got.To) != 1 || got.To[0] != "alice@example.com" {
		t.Errorf("the envelope is from %q to %q", got.From, got.To)
	}
	if got.Subject != message().Subject {
		t.Errorf("the subject is %q", got.Subject)
	}
	if text := strings.ReplaceAll(got.Text, "\r\n", "\n"); text != message().Plain() {
		t.Errorf("the text is %q", text)
	}
	for _, part := range []string{`href="https://airra.example/ack/t0kent0kent0ken"`, ">Acknowledge</a>", `href="https://airra.example/incidents/INC-7"`, "You are paged for INC-7."} {
		if !strings.Contains(got.HTML, part) {
			t.Errorf("%s is not in %s", part, got.HTML)
		}
	}
}

// The next attempt is the same mail to every program that looks at its identifier.
func TestEveryAttemptHasTheSameMessageID(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{})
	m := message()
	for _, twice := range []bool{false, true} {
		m.PossiblyTwice = twice
		if _, err := channel(server, nil).Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	mails := server.Mails()
	if len(mails) != 2 || mails[0].Header.Get("Message-ID") != mails[1].Header.Get("Message-ID") {
		t.Fatalf("got %d mails", len(mails))
	}
	for _, body := range []string{mails[1].Text, mails[1].HTML} {
		if !strings.Contains(body, "received this message before") {
			t.Errorf("the repetition does not say so: %s", body)
		}
	}
}

func TestHostileTextForgesNothing(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{})
	foreign := []string{
		"Full\r\nBcc: everybody@example.com\r\n\r\nForged", "<script>alert(1)</script><img src=x onerror=alert(1)>",
		`" onmouseover="alert(1)`, ".\r\n.\r\nQUIT\r\n", "half \xff\xf0", strings.Repeat("ä long title ", 60), "\x1b[2J",
	}
	for _, text := range foreign {
		m := message()
		m.Subject, m.Text, m.Recipient.Name, m.Key = text, text, text, "key "+text
		m.AckURL, m.IncidentURL = `https://a.example/"><script>`, `https://a.example/'><script>`
		m.Incident.ID = airra.IncidentID(text)
		if _, err := channel(server, nil).Send(t.Context(), m); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	mails := server.Mails()
	if len(mails) != len(foreign) {
		t.Fatalf("%d of %d came", len(mails), len(foreign))
	}
	ids := map[string]bool{}
	for _, got := range mails {
		if got.Header.Get("Bcc") != "" || len(got.To) != 1 || len(got.Header["Subject"]) != 1 {
			t.Errorf("forged: %s", got.Raw)
		}
		for _, tag := range []string{"<script", "<img", `"" `, `" on`} {
			if strings.Contains(got.HTML, tag) {
				t.Errorf("%s is in %s", tag, got.HTML)
			}
		}
		ids[got.Header.Get("Message-ID")] = true
	}
	if len(ids) != len(foreign) {
		t.Errorf("%d keys gave %d identifiers", len(foreign), len(ids))
	}
}

func TestWaysToTheServer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		script    notifytest.MailScript
		tls       email.TLS
		signsIn   bool
		encrypted bool
	}{
		{"in the clear", notifytest.MailScript{}, email.None, false, false},
		{"STARTTLS", notifytest.MailScript{StartTLS: true}, email.StartTLS, false, true},
		{"STARTTLS by default", notifytest.MailScript{StartTLS: true}, "", false, true},
		{"STARTTLS and PLAIN", notifytest.MailScript{StartTLS: true, User: user, Password: password}, email.StartTLS, true, true},
		{"STARTTLS and LOGIN", notifytest.MailScript{StartTLS: true, User: user, Password: password, Mechanisms: []string{"LOGIN"}}, email.StartTLS, true, true},
		{"where it is offered", notifytest.MailScript{StartTLS: true}, email.Opportunistic, false, true},
		{"where it is not", notifytest.MailScript{}, email.Opportunistic, false, false},
		{"TLS from the start", notifytest.MailScript{Implicit: true}, email.Implicit, false, true},
		{"TLS from the start and PLAIN", notifytest.MailScript{Implicit: true, User: user, Password: password}, email.Implicit, true, true},
		{"a password on this machine", notifytest.MailScript{Insecure: true, User: user, Password: password}, email.None, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := notifytest.NewMailServer(t, tt.script)
			receipt, err := channel(server, func(o *email.Options) {
				o.TLS = tt.tls
				if tt.signsIn {
					o.User, o.Password = user, password
				}
			}).Send(t.Context(), message())
			if err != nil {
				t.Fatal(err)
			}
			got := only(t, server)
			if got.Encrypted != tt.encrypted || (got.User == user) != tt.signsIn {
				t.Errorf("encrypted %v, signed in as %q", got.Encrypted, got.User)
			}
			notifytest.AssertLeaksNoSecret(t, []string{password}, receipt)
		})
	}
}

func TestWhatARefusalMeans(t *testing.T) {
	t.Parallel()
	secure := notifytest.MailScript{StartTLS: true, User: user, Password: password}
	with := func(r ...notifytest.Refusal) notifytest.MailScript {
		s := secure
		s.Refusals = r
		return s
	}
	for _, tt := range []struct {
		name      string
		script    notifytest.MailScript
		change    func(*email.Options)
		permanent bool
		message   string
	}{
		{"a wrong password", secure, func(o *email.Options) { o.Password = "wrong-password" }, true, "answered 535: it does not accept the user name or the password"},
		{"signing in not now", with(notifytest.Refusal{At: notifytest.AtAuth, Code: 454, Text: "busy"}), nil, false, "answered 454"},
		{"the sender", with(notifytest.Refusal{At: notifytest.AtMail, Code: 553, Text: "not yours"}), nil, true, "answered 553: 5.0.0 not yours"},
		{"no such mailbox", with(notifytest.Refusal{At: notifytest.AtRcpt, Code: 550, Text: "no such user"}), nil, true, "answered 550: 5.0.0 no such user"},
		{"greylisted", with(notifytest.Refusal{At: notifytest.AtRcpt, Code: 451, Text: "come back"}), nil, false, "answered 451: 4.0.0 come back"},
		{"a full disk", with(notifytest.Refusal{At: notifytest.AtEnd, Code: 452, Text: "full"}), nil, false, "answered 452: 4.0.0 full"},
		{"taken for spam", with(notifytest.Refusal{At: notifytest.AtEnd, Code: 554, Text: "spam"}), nil, true, "answered 554: 5.0.0 spam"},
		{"broken off before the mail", with(notifytest.Refusal{At: notifytest.AtRcpt}), nil, false, "cannot be talked to"},
		{"broken off after the mail", with(notifytest.Refusal{At: notifytest.AtEnd}), nil, false, "; it may have the mail"},
		{"no encryption", notifytest.MailScript{}, nil, false, "offers no encryption"},
		{"no signing in", notifytest.MailScript{StartTLS: true}, nil, false, "offers no way of signing in"},
		{"an unknown certificate", secure, func(o *email.Options) { o.Roots = nil }, false, "certificate"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := notifytest.NewMailServer(t, tt.script)
			mail := channel(server, func(o *email.Options) {
				signedIn(email.StartTLS)(o)
				if tt.change != nil {
					tt.change(o)
				}
			})
			receipt, err := mail.Send(t.Context(), message())
			if f := failed(t, err); f.Permanent != tt.permanent || f.Gone || !strings.Contains(f.Message, tt.message) || strings.Contains(f.Message, "\n") {
				t.Errorf("got %+v", f)
			}
			if n := len(server.Mails()); n != 0 {
				t.Errorf("%d mails came", n)
			}
			notifytest.AssertLeaksNoSecret(t, []string{password, "wrong-password", "\x00" + user + "\x00" + password}, err, receipt, mail.Info())
		})
	}
}

func TestAnAttemptAfterAPassingRefusalSucceeds(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{Refusals: []notifytest.Refusal{{At: notifytest.AtRcpt, Code: 451, Text: "come back"}}})
	mail := channel(server, nil)
	if _, err := mail.Send(t.Context(), message()); failed(t, err).Permanent {
		t.Fatal(err)
	}
	if _, err := mail.Send(t.Context(), message()); err != nil {
		t.Error(err)
	}
}

// A server that takes the mail and then hangs up has the mail. Calling that a failure
// would send it twice.
func TestWhatWasTakenWasSent(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{Refusals: []notifytest.Refusal{{At: notifytest.AtReset}}})
	if receipt, err := channel(server, nil).Send(t.Context(), message()); err != nil {
		t.Errorf("%+v, %v", receipt, err)
	}
	only(t, server)
}

func TestAPasswordIsNotShownToTheNetwork(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		tls       email.TLS
		permanent bool
	}{{email.None, true}, {email.Opportunistic, false}} {
		server := notifytest.NewMailServer(t, notifytest.MailScript{Insecure: true, User: user, Password: password})
		// In capitals it is a name that the library does not take for this machine.
		mail := channel(server, func(o *email.Options) {
			signedIn(tt.tls)(o)
			o.Host = "LOCALHOST"
		})
		_, err := mail.Send(t.Context(), message())
		if f := failed(t, err); f.Permanent != tt.permanent || !strings.Contains(f.Message, "would get the password over a connection that is not encrypted") {
			t.Errorf("%s: %+v", tt.tls, f)
		}
		notifytest.AssertLeaksNoSecret(t, []string{password}, err)
	}
}

func TestAServerThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{Mute: true})
	mail := channel(server, func(o *email.Options) { o.Timeout = 20 * time.Millisecond })
	_, err := mail.Send(t.Context(), message())
	f := failed(t, err)
	if f.Permanent || !errors.Is(err, context.DeadlineExceeded) || f.Message != "127.0.0.1 did not answer within 20ms" {
		t.Errorf("got %+v", f)
	}
}

// The library looks at the context only while it dials. Whoever is broken off after
// the end of a mail does not know whether it arrived, and says so.
func TestAConversationEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	for stage, doubt := range map[string]bool{notifytest.AtAuth: false, notifytest.AtMail: false, notifytest.AtRcpt: false, notifytest.AtEnd: true} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			server := notifytest.NewMailServer(t, notifytest.MailScript{
				StartTLS: true, User: user, Password: password, Refusals: []notifytest.Refusal{{At: stage, Hang: true}},
			})
			ctx, cancel := context.WithCancel(t.Context())
			server.OnHang(cancel)
			mail := channel(server, func(o *email.Options) {
				signedIn(email.StartTLS)(o)
				o.Timeout = time.Hour
			})
			_, err := mail.Send(ctx, message())
			f := failed(t, err)
			if f.Permanent || !errors.Is(err, context.Canceled) || !strings.Contains(f.Message, "was broken off") {
				t.Errorf("got %+v", f)
			}
			if got := strings.Contains(f.Message, "may have the mail"); got != doubt {
				t.Errorf("in doubt: %v, want %v: %s", got, doubt, f.Message)
			}
		})
	}
}

func TestNobodyIsWrittenToWithoutAnAddress(t *testing.T) {
	t.Parallel()
	server := notifytest.NewMailServer(t, notifytest.MailScript{})
	for _, to := range []string{"", "alice", "a@b.example, c@d.example", "alice@example.com\r\nBcc: x@example.com", "@alice"} {
		m := message()
		m.Recipient.Address = to
		_, err := channel(server, nil).Send(t.Context(), m)
		if f := failed(t, err); !f.Permanent || !strings.Contains(f.Message, "is not an e-mail address") || strings.Contains(f.Message, "\n") {
			t.Errorf("%q: %+v", to, f)
		}
	}
	if n := len(server.Mails()); n != 0 {
		t.Errorf("%d mails came", n)
	}
}

func TestAServerThatIsNotThereCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	mail := email.New(email.Options{Host: "127.0.0.1", Port: 1, From: "airra@airra.example"})
	_, err := mail.Send(t.Context(), message())
	if f := failed(t, err); f.Permanent || !strings.HasPrefix(f.Message, "127.0.0.1 cannot be talked to") {
		t.Errorf("got %+v", f)
	}
}

func TestTheServerIsShown(t *testing.T) {
	t.Parallel()
	got := email.New(email.Options{Host: "mail.example.com", Port: 587, User: user, Password: password}).Info()
	if want := (airra.ChannelInfo{Name: "email", Kind: airra.KindEmail, Configured: true, Target: "mail.example.com"}); got != want {
		t.Errorf("got %+v", got)
	}
	if got := email.New(email.Options{}).Info(); got.Configured {
		t.Errorf("without a server: %+v", got)
	}
}
