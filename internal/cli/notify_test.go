package cli_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func listingNotifications(query string, items ...airra.Notification) exchange {
	return exchange{method: "GET", target: "/api/v1/notifications?" + query, answer: pageOf(items...)}
}

func TestNotificationsAreListed(t *testing.T) {
	t.Parallel()
	list := listingNotifications("page_size=30", page1(), answered(), page2())
	server := record(t, list, list, list)
	person := shell{tty: true}.run(t, server.server.URL, "notify", "list", "--color", "never")
	wants(t, "a person", typed{0, `
ID                  STATUS          KIND  INCIDENT  ENGINEER      CHANNEL  SLA           CREATED
0198f000-0001-7abc  ✉ sent          page  INC-142   Alice Chen    email    due in 1 min    2 min
0198f000-0001-7abc  ✓ acknowledged  page  INC-142   Alice Chen    email    met in 42 s     2 min
0198f000-0002-7abc  ✗ failed        page  INC-142   Bob Martinez  slack    –               2 min
`, ""}, typed{person.code, "\n" + person.out, person.err})
	pipe := shell{}.run(t, server.server.URL, "notify", "list")
	wants(t, "a pipe", typed{0, `
ID	STATUS	KIND	INCIDENT	ENGINEER	CHANNEL	SLA	CREATED
0198f000-0001-7abc-8000-000000000001	sent	page	INC-142	Alice Chen	email	due	2026-03-01T12:01:59Z
0198f000-0001-7abc-8000-000000000001	acknowledged	page	INC-142	Alice Chen	email	met	2026-03-01T12:01:59Z
0198f000-0002-7abc-8000-000000000002	failed	page	INC-142	Bob Martinez	slack		2026-03-01T12:01:59Z
`, ""}, typed{pipe.code, "\n" + pipe.out, pipe.err})
	wide := shell{}.run(t, server.server.URL, "notify", "list", "-o", "csv")
	if !strings.Contains(wide.out, "POSSIBLY_TWICE,KEY\n") || !strings.Contains(wide.out, ",Slack answered 500,,true,k1.s0.a1\n") {
		t.Errorf("the further columns are missing in:\n%s", wide.out)
	}
}

func TestTheListOfNotificationsFitsANarrowTerminal(t *testing.T) {
	t.Parallel()
	missed := page1()
	missed.SLAMet = ptr(false)
	shows(t, 80, []exchange{listingNotifications("page_size=30", page1(), answered(), page2(), missed)}, "notify list",
		"✓ acked", "Bob Marti…", "missed ", "  AGE\n", "2 min\n")
}

func TestTheFiltersOfNotifications(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ flags, query string }{
		{"--engineer alice@example.com --incident INC-142", "engineer_id=alice%40example.com&incident_id=INC-142&page_size=30"},
		{"--engineer @me -L 5", "engineer_id=jane%40example.com&page_size=5"},
		{"--status FAILED --channel slack --escalated", "channel=slack&escalated=true&page_size=30&status=failed"},
	} {
		server := record(t, listingNotifications(test.query))
		got := shell{tty: true}.run(t, server.server.URL, append([]string{"notify", "list"}, strings.Fields(test.flags)...)...)
		wants(t, test.flags, typed{0, "", "No notification fits.\n"}, got)
	}
}

func TestALongListOfNotificationsIsReadPageByPage(t *testing.T) {
	t.Parallel()
	first, second := pageOf(page1(), page1()), pageOf(page2())
	first.Total, first.Pages, second.Total, second.Page, second.Pages = 3, 2, 3, 2, 2
	server := record(t,
		exchange{method: "GET", target: "/api/v1/notifications?page_size=100", answer: first},
		exchange{method: "GET", target: "/api/v1/notifications?page=2&page_size=100", answer: second})
	all := shell{}.run(t, server.server.URL, "notify", "list", "--all", "-q", "[.total, .pages, (.items | length), .items[2].status]")
	wants(t, "by number", typed{0, "[3,1,3,\"failed\"]\n", ""}, all)
	first.NextCursor = "c2"
	server = record(t,
		exchange{method: "GET", target: "/api/v1/notifications?page_size=100", answer: first},
		exchange{method: "GET", target: "/api/v1/notifications?cursor=c2&page_size=100", answer: second})
	all = shell{}.run(t, server.server.URL, "notify", "list", "--all", "-q", ".items | length")
	wants(t, "by cursor", typed{0, "3\n", ""}, all)
	server = record(t, exchange{method: "GET", target: "/api/v1/notifications?page_size=2", answer: first})
	some := shell{tty: true}.run(t, server.server.URL, "notify", "list", "-L", "2", "-o", "name")
	wants(t, "a limit that leaves some out", typed{0, string(page1().ID) + "\n" + string(page1().ID) + "\n", "2 of 3 shown. More with -L or --all.\n"}, some)
}

func TestEveryStatusHasAGlyphAndAWordOfItsOwn(t *testing.T) {
	t.Parallel()
	var all []airra.Notification
	for _, status := range airra.NotificationStatuses {
		n := page1()
		n.Status = status
		all = append(all, n)
	}
	server := record(t, listingNotifications("page_size=30", all...))
	got := shell{tty: true}.run(t, server.server.URL, "notify", "list", "--no-headers", "--color", "never")
	seen := map[string]bool{}
	lines := strings.Split(strings.TrimSpace(got.out), "\n")
	for i, line := range lines {
		cells := strings.Fields(line)
		if cells[2] != string(airra.NotificationStatuses[i]) || len([]rune(cells[1])) != 1 || seen[cells[1]+cells[2]] {
			t.Errorf("%s is shown as %s %s", airra.NotificationStatuses[i], cells[1], cells[2])
		}
		seen[cells[1]+cells[2]] = true
	}
	if len(lines) != len(airra.NotificationStatuses) {
		t.Errorf("%d lines for %d statuses", len(lines), len(airra.NotificationStatuses))
	}
}

func TestTheWordsOfATarget(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, data, text string
		change           func(n *airra.Notification)
	}{
		{"it was met", "met", "met in 42 s", func(n *airra.Notification) { *n = answered() }},
		{"it was missed", "missed", "missed (target 3 min)", func(n *airra.Notification) { *n = answered(); n.SLAMet = ptr(false) }},
		{"it was missed and nobody has answered", "missed", "missed (target 10 min)", func(n *airra.Notification) { n.SentAt, n.SLATargetSeconds = ptr(now.Add(-11*time.Minute)), 600 }},
		{"it can still be met", "due", "due in 2 min", func(n *airra.Notification) { n.SentAt = ptr(now.Add(-30 * time.Second)) }},
		{"it was never sent", "", "–", func(n *airra.Notification) { n.SentAt, n.Status = nil, airra.NotificationSimulated }},
		{"it has none", "", "–", func(n *airra.Notification) { n.SLATargetSeconds = 0 }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := page1()
			test.change(&n)
			server := record(t, listingNotifications("page_size=30", n), listingNotifications("page_size=30", n))
			person := shell{tty: true}.run(t, server.server.URL, "notify", "list", "--no-headers", "--color", "never")
			pipe := shell{}.run(t, server.server.URL, "notify", "list", "--no-headers")
			if data := strings.Split(pipe.out, "\t")[6]; data != test.data || !strings.Contains(person.out, "  "+test.text+"  ") {
				t.Errorf("%q for programs, for people:\n%s", data, person.out)
			}
		})
	}
}

func TestTheScreenOfANotification(t *testing.T) {
	t.Parallel()
	find := exchange{method: "GET", target: "/api/v1/notifications/0198f000-0002-7abc", answer: page2()}
	server := record(t, find, find)
	got := shell{tty: true}.run(t, server.server.URL, "notify", "view", "0198f000-0002-7abc", "--color", "never")
	wants(t, "the screen", `
0198f000-0002-7abc  ✗ failed  Bob Martinez by slack (@bob)  2 min ago
page for INC-142  ▲ critical

MESSAGE
  [CRITICAL] Error rate 18x normal
  payment-service needs you.
  Three steps.

FATE
  why      Bob Martinez is secondary of Payments week by an override
  rule     policy payments · step 2 · round 2 · secondary in place of primary
           schedule Payments week · override 0198f000-0000-70e1
           bundled: speaks for 3 further incidents · cause: nobody acknowledged the step before
  skipped  Carol Johnson is on leave · David Kim is not available
  channel  took 10.2 s · attempt 2 · 5 failed sends
           possibly twice: a process died while it was being sent · last error: Slack answered 500
  then     the next step was taken at 12:03:00

NEXT
  airra notify resend 0198f000-0002-7abc
`, "\n"+got.out)
	pipe := shell{}.run(t, server.server.URL, "notify", "view", "0198f000-0002-7abc", "--no-headers")
	for _, line := range []string{"status\tfailed\n", "message\tpayment-service needs you.\\nThree steps.\n", "retries\t5\n", "possibly_twice\ttrue\n", "last_error\tSlack answered 500\n"} {
		if !strings.Contains(pipe.out, line) {
			t.Errorf("%q is missing in:\n%s", line, pipe.out)
		}
	}
}

func TestTheFateOfANotificationIsToldInWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(n *airra.Notification)
		want   string
	}{
		{"waiting for an answer", func(*airra.Notification) {}, "  answer   not acknowledged · due in 1 min\n"},
		{"simulated", func(n *airra.Notification) {
			n.Status, n.SentAt, n.Answer = airra.NotificationSimulated, nil, "sms is not set up"
		}, "  channel  sms is not set up · took 120 ms · nothing left\n"},
		{"a further try", func(n *airra.Notification) {
			n.Status, n.SentAt, n.Answer, n.RetryCount, n.NextTryAt = airra.NotificationPending, nil, "", 1, ptr(now.Add(15*time.Second))
		}, "  channel  took 120 ms · 1 failed send · next try in 15 s\n"},
		{"with the incident, and too late", func(n *airra.Notification) {
			*n = answered()
			n.AcknowledgedBy, n.AcknowledgedVia, n.SLAMet, n.ResponseTimeSeconds = ptr("bob"), "incident", ptr(false), ptr(int64(400))
		}, "  answer   acknowledged by bob with the incident at 12:02:42 after 6 min · missed (target 3 min)\n"},
		{"not needed", func(n *airra.Notification) { n.Status, n.SentAt = airra.NotificationCancelled, nil }, "  answer   not needed any more\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := page1()
			test.change(&n)
			shows(t, 100, []exchange{{method: "GET", target: "/api/v1/notifications/0198f000", answer: n}}, "notify view 0198f000", test.want)
		})
	}
}

func TestSeveralNotificationsAreSentAgain(t *testing.T) {
	t.Parallel()
	again := func(id string, p exchange) exchange {
		p.method, p.target, p.actor = "POST", "/api/v1/notifications/"+id+"/resend", "jane@example.com"
		return p
	}
	sent, conflict := exchange{status: http.StatusCreated, answer: page1()}, problem(http.StatusConflict, airra.CodeConflict, "it is pending: it has not been sent yet", "")
	server := record(t, again("aaaa", sent), again("bbbb", conflict))
	got := shell{in: "ID\tSTATUS\naaaa\tfailed\nbbbb\tpending\n"}.run(t, server.server.URL, "notify", "resend", "-", "-o", "name")
	wants(t, "the end", typed{5, string(page1().ID) + "\n", "airra: bbbb: it is pending: it has not been sent yet.\n"}, got)
	server = record(t, again("aaaa", sent))
	person := shell{tty: true}.run(t, server.server.URL, "notify", "resend", "aaaa", "--color", "never")
	wants(t, "a person", typed{0, "0198f000-0001-7abc  ✉ sent  Alice Chen by email (alice@example.com)  INC-142\n", ""}, person)
}

func TestATestMessageProvesAContactOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	with := func(status airra.NotificationStatus, failed *string) airra.Notification {
		n := page1()
		n.Kind, n.IncidentID, n.IncidentRef, n.Status, n.LastError = airra.NotifyTest, nil, "", status, failed
		return n
	}
	tests := []struct {
		name   string
		answer airra.Notification
		code   int
		err    string
	}{
		{"it left", with(airra.NotificationSent, nil), 0, ""},
		{"it was simulated", with(airra.NotificationSimulated, nil), 0, "Nothing left: the channel email is not set up. See: airra notify channel list\n"},
		{
			"it failed", with(airra.NotificationFailed, ptr("550 no such user")), 1,
			"airra: the message to Alice Chen could not be sent by email: 550 no such user.\n       See: airra notify view 0198f000-0001-7abc\n",
		},
		{"it is still tried", with(airra.NotificationPending, ptr("timeout")), 8, "airra: the message to Alice Chen has not left yet.\n       See: airra notify view 0198f000-0001-7abc\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "POST", target: "/api/v1/notifications/test", body: `{"engineer_id":"jane@example.com","channel":"email"}`, status: 201, answer: test.answer})
			got := shell{}.run(t, server.server.URL, "notify", "test", "@me", "-o", "name")
			wants(t, "the end", typed{test.code, string(page1().ID) + "\n", test.err}, got)
		})
	}
	t.Run("of several the worst counts", func(t *testing.T) {
		t.Parallel()
		server := record(t,
			exchange{method: "POST", target: "/api/v1/notifications/test", body: `{"engineer_id":"a","channel":"slack"}`, answer: with(airra.NotificationFailed, nil)},
			exchange{method: "POST", target: "/api/v1/notifications/test", body: `{"engineer_id":"b","channel":"slack"}`, answer: with(airra.NotificationPending, nil)})
		if got := (shell{}).run(t, server.server.URL, "notify", "test", "a", "b", "--channel", "slack"); got.code != 8 {
			t.Errorf("ended with %d: %s", got.code, got.err)
		}
	})
}

func TestTheStatsOfNotifications(t *testing.T) {
	t.Parallel()
	stats := airra.NotificationStats{
		TotalSent: 12, TotalSimulated: 3, TotalAcknowledged: 8, TotalFailed: 1,
		AverageResponseTimeSeconds: ptr(95.5), SLAComplianceRate: ptr(0.75), EscalationRate: ptr(0.1),
	}
	ask := exchange{method: "GET", target: "/api/v1/notifications/stats/summary?end_date=2026-03-01T11%3A04%3A00Z&engineer_id=alice&start_date=2026-01-30T12%3A04%3A00Z", answer: stats}
	server := record(t, ask, ask)
	flags := []string{"notify", "stats", "--since", "30d", "--until", "1h", "--engineer", "alice"}
	person := shell{tty: true}.run(t, server.server.URL, append(flags, "--color", "never")...)
	wants(t, "a person", `
✉ sent                12
✓ delivered            0
✓ acknowledged         8
✗ failed               1
◎ simulated            3

answered after     1 min  on average
answered in time    75 %  ███████████████░░░░░
escalated           10 %  ██░░░░░░░░░░░░░░░░░░
`, "\n"+person.out)
	pipe := shell{}.run(t, server.server.URL, append(flags, "--no-headers")...)
	wants(t, "a pipe", "total_sent\t12\ntotal_simulated\t3\ntotal_delivered\t0\ntotal_acknowledged\t8\ntotal_failed\t1\naverage_response_time_seconds\t95.5\nsla_compliance_rate\t0.75\nescalation_rate\t0.1\n", pipe.out)
	server = record(t, exchange{method: "GET", target: "/api/v1/notifications/stats/summary", answer: airra.NotificationStats{}})
	shows(t, 80, []exchange{{method: "GET", target: "/api/v1/notifications/stats/summary", answer: airra.NotificationStats{}}}, "notify stats", "answered in time       –\n")
	none := shell{}.run(t, server.server.URL, "notify", "stats", "-q", ".sla_compliance_rate")
	wants(t, "nothing to count", typed{0, "null\n", ""}, none)
}

func TestWrongUseOfNotificationsIsTold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ args, says string }{
		{"notify list --status lost", "--status takes pending, sending, sent"},
		{"notify list -L 0", "--limit has to be at least 1"},
		{"notify list --engineer @me --as x", "--as is"},
		{"notify view", "needs at least one notification"},
		{"notify test", "needs at least one engineer"},
		{"notify stats --since lately", "--since takes a span"},
		{"notify channel add pager", "needs a name and a URL"},
		{"notify channel add pager https://x --secret-file /nowhere", "/nowhere cannot be read"},
		{"notify chanel list", "Did you mean: airra notify channel?"},
	} {
		server := record(t)
		got := shell{}.run(t, server.server.URL, strings.Fields(test.args)...)
		if got.code != 2 || !strings.Contains(got.err, test.says) || got.out != "" {
			t.Errorf("%s ended with %d and said %q", test.args, got.code, got.err)
		}
	}
}

func TestCompletionKnowsPeopleAndChannels(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args string
		asks []exchange
		want string
	}{
		{"notify test", []exchange{engineersAsked()}, "alice@example.com\tAlice Chen\nbob@example.com\tBob Martinez\n:36\n"},
		{"notify list --channel", []exchange{{method: "GET", target: "/api/v1/notifications/channels", answer: channels()}}, "email\temail\nsms\texec\npager\twebhook\n:36\n"},
		{"notify list --status", nil, "pending\nsending\nsent\nsimulated\ndelivered\nfailed\nacknowledged\ncancelled\n:4\n"},
		{"notify resend", []exchange{listingNotifications("page_size=50&status=failed", page2())}, string(page2().ID) + "\tfailed: Bob Martinez INC-142\n:36\n"},
		{"page", []exchange{engineersAsked(), {method: "GET", target: "/api/v1/services", answer: services()[:1]}}, "explain\tSay of every page why this person got it, and where the escalation stands\nalice@example.com\tAlice Chen\nbob@example.com\tBob Martinez\ngateway\ttier-1\n:36\n"},
		{"incident assign INC-142", []exchange{engineersAsked()}, "alice@example.com\tAlice Chen\nbob@example.com\tBob Martinez\n:36\n"},
		{"incident assign INC-142 --strategy", nil, "on_call\nload_balanced\n:4\n"},
		{"escalation view", []exchange{{method: "GET", target: "/api/v1/escalation-policies", answer: []airra.EscalationPolicy{policy()}}}, fmt.Sprintf("payments\tprimary → secondary, %s\n:36\n", "0198f000-0000-7b0b")},
		{"review list --status", nil, "assigned\nin_progress\nsubmitted\naccepted\nrejected\ncancelled\n:4\n"},
		{"review choose INC-142", nil, "ai\nengineer\nhybrid\n:4\n"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			server := record(t, test.asks...)
			got := shell{}.run(t, server.server.URL, append(append([]string{"__complete"}, strings.Fields(test.args)...), "")...)
			if !strings.HasPrefix(got.out, test.want) {
				t.Errorf("the shell gets %q", got.out)
			}
		})
	}
}
