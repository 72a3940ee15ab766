package daemon_test

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/daemon"
	"github.com/airra/airra/internal/notify/notifytest"
	"github.com/airra/airra/internal/testservers"
)

// clock is a clock that a test moves, for any number of daemons.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// night is two daemons on one database, or one on a file, with a mail server.
type night struct {
	clock   *clock
	mail    *notifytest.MailServer
	daemons []running
}

func newNight(t *testing.T, daemons int, database string) *night {
	t.Helper()
	n := &night{clock: &clock{}, mail: notifytest.NewMailServer(t, notifytest.MailScript{})}
	for range daemons {
		n.daemons = append(n.daemons, startWith(t, []daemon.Option{daemon.WithClock(n.clock.now)},
			"AIRRA_DATABASE_URL="+database, "AIRRA_SMTP_HOST="+net.JoinHostPort(n.mail.Host, strconv.Itoa(n.mail.Port)), "AIRRA_SMTP_TLS=none", "AIRRA_SMTP_FROM=airra@example.com",
			"AIRRA_PUBLIC_URL=https://airra.example",
		))
	}
	return n
}

// any is one of the daemons, another one each time.
func (n *night) any() running {
	n.daemons = append(n.daemons[1:], n.daemons[0])
	return n.daemons[0]
}

// mails waits for so many mails in all and gives the newest.
func (n *night) mails(t *testing.T, count int) notifytest.Mail {
	t.Helper()
	until(t, func() bool { return len(n.mail.Mails()) >= count })
	mails := n.mail.Mails()
	if len(mails) != count {
		t.Fatalf("got %d mails, want %d: %v", len(mails), count, subjects(mails))
	}
	return mails[count-1]
}

func subjects(mails []notifytest.Mail) []string {
	var all []string
	for _, m := range mails {
		all = append(all, strings.Join(m.To, ",")+" "+m.Subject)
	}
	return all
}

// The story of a night over real mail: the primary sleeps, the secondary clicks the
// link, the acknowledgement ends, the primary is told again, and it is resolved. The
// daemons take turns in answering, and whichever of them wakes up first does the work.
func TestANightOverRealMail(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) *night{
		"one daemon on SQLite": func(t *testing.T) *night {
			t.Helper()
			return newNight(t, 1, "file:"+filepath.Join(t.TempDir(), "airra.db"))
		},
		"two daemons on PostgreSQL": func(t *testing.T) *night { t.Helper(); return newNight(t, 2, testservers.Postgres(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := open(t)
			n.any().ask(t, http.MethodPost, "/api/v1/incidents", `{"title":"<b>Slow</b>","description":"orders hang","severity":"high","affected_service":"order-service"}`)
			first := n.mails(t, 1)
			if strings.Join(first.To, ",") != "alice.chen@example.com" || !strings.Contains(first.Subject, "[HIGH] <b>Slow</b>") || strings.Contains(first.HTML, "<b>Slow") {
				t.Errorf("to %v: %q\n%s", first.To, first.Subject, first.HTML)
			}

			n.clock.move(5 * time.Minute)
			second := n.mails(t, 2)
			if strings.Join(second.To, ",") != "bob.martinez@example.com" {
				t.Errorf("the secondary is told, got %v", second.To)
			}
			n.click(t, second)
			n.any().ask(t, http.MethodPost, "/api/v1/incidents/INC-1/acknowledge", `{"acknowledged_by":"bob.martinez@example.com","for":"30m"}`)

			n.clock.move(31 * time.Minute)
			third := n.mails(t, 3)
			if strings.Join(third.To, ",") != "alice.chen@example.com" || third.Header.Get("Message-Id") == first.Header.Get("Message-Id") {
				t.Errorf("the acknowledgement ended: told %v again, as %s after %s", third.To, third.Header.Get("Message-Id"), first.Header.Get("Message-Id"))
			}
			n.any().ask(t, http.MethodPost, "/api/v1/incidents/INC-1/resolve", `{"resolved_by":"alice.chen@example.com"}`)
			n.clock.move(24 * time.Hour)

			var x airra.PageExplanation
			until(t, func() bool { // A mail is there before the record that it left.
				must(t, json.Unmarshal([]byte(n.any().ask(t, http.MethodGet, "/api/v1/incidents/INC-1/pages", "")), &x))
				return !slices.ContainsFunc(x.Pages, func(p airra.Notification) bool { return p.Status == airra.NotificationSending })
			})
			if len(x.Pages) != 3 || x.Paging.State != airra.PagingStopped {
				t.Errorf("got %d pages, %s: %s", len(x.Pages), x.Paging.State, x.Summary)
			}
			for _, p := range x.Pages {
				if p.Status != airra.NotificationAcknowledged || p.PossiblyTwice || p.SentAt == nil || !strings.Contains(p.Answer, "250") {
					t.Errorf("%s: %s, %q", p.EngineerName, p.Status, p.Answer)
				}
			}
			n.mails(t, 3)
		})
	}
}

var ackLink = regexp.MustCompile(`https://airra\.example(/ack/[A-Za-z0-9_-]+)`)

// click opens the link in a mail, as a mail server's scanner does, and then presses
// the button behind it, as a person does.
func (n *night) click(t *testing.T, m notifytest.Mail) {
	t.Helper()
	found := ackLink.FindStringSubmatch(m.Text)
	if found == nil {
		t.Fatalf("there is no link in\n%s", m.Text)
	}
	page := n.any().open(t, http.MethodGet, found[1])
	if !strings.Contains(page, "<form") || strings.Contains(page, "<b>Slow") {
		t.Errorf("the page asks, and shows foreign text as text:\n%s", page)
	}
	i := n.any().ask(t, http.MethodGet, "/api/v1/incidents/INC-1", "")
	if !strings.Contains(i, `"acknowledged_by":null`) {
		t.Error("looking has acknowledged it")
	}
	n.any().open(t, http.MethodPost, found[1])
	i = n.any().ask(t, http.MethodGet, "/api/v1/incidents/INC-1", "")
	if !strings.Contains(i, `"acknowledged_by":"bob.martinez@example.com"`) {
		t.Errorf("the button has not acknowledged it:\n%s", i)
	}
}

// open asks for a page without a key, as a browser does.
func (r running) open(t *testing.T, method, path string) string {
	t.Helper()
	target, err := url.JoinPath(r.url, path)
	must(t, err)
	request, err := http.NewRequestWithContext(t.Context(), method, target, nil)
	must(t, err)
	return answerOf(t, request)
}
