package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

const (
	overridesPath = "/api/v1/on-call/overrides"
	swapsPath     = "/api/v1/on-call/swaps"
	feedsPath     = "/api/v1/on-call/feeds"
	overrideID    = "0198f000-0000-70e1-8000-00000000000e"
	swapID        = "0198f000-0000-75aa-8000-000000000055"
	feedID        = "0198f000-0000-7fee-8000-000000000fee"
)

func override() airra.Override {
	return airra.Override{
		ID: overrideID, RotationID: ptr(airra.RotationID(weekID)), EngineerID: bobID, StartTime: day(6, 18), EndTime: day(7, 9),
		Reason: "flight", CreatedBy: "jane@example.com", CreatedAt: now,
	}
}

func swap(status airra.SwapStatus) airra.Swap {
	w := airra.Swap{ID: swapID, RotationID: ptr(airra.RotationID(weekID)), Requester: aliceID, StartTime: day(6, 18), EndTime: day(7, 9), Reason: "school play", Status: status, CreatedAt: now, UpdatedAt: now}
	if status == airra.SwapTaken {
		w.TakenBy, w.TakenAt = ptr(airra.EngineerID(bobID)), ptr(now)
	}
	return w
}

func feed(url string) airra.Feed {
	return airra.Feed{ID: feedID, EngineerID: ptr(airra.EngineerID(aliceID)), CreatedBy: "jane@example.com", CreatedAt: now, URL: url}
}

// namedPlan are the questions for the names of people and rotations.
func namedPlan() []exchange { return []exchange{engineersAsked(), rotationsAsked()} }

func TestOverrides(t *testing.T) {
	t.Parallel()
	everywhere := override()
	everywhere.RotationID, everywhere.Replaces, everywhere.ID = nil, ptr(airra.EngineerID(aliceID)), "0198f000-0000-70e2-8000-00000000000f"
	all := []airra.Override{override(), everywhere}
	list := exchange{method: "GET", target: overridesPath + "?from=2026-03-01T12%3A04%3A00Z&rotation=payments", answer: all}
	server := record(t, append(namedPlan(), list)...)
	person := shell{tty: true, width: 120}.run(t, server.server.URL, "oncall", "override", "list", "--rotation", "payments", "--color", "never")
	wants(t, "what a person reads", `
ID                  ROTATION  ENGINEER      REPLACES    START      END        REASON
0198f000-0000-70e1  payments  Bob Martinez  anybody     Fri 18:00  Sat 09:00  flight
0198f000-0000-70e2  all       Bob Martinez  Alice Chen  Fri 18:00  Sat 09:00  flight
`, "\n"+person.out)
	server = record(t, list)
	pipe := shell{}.run(t, server.server.URL, "oncall", "override", "list", "--rotation", "payments", "--no-headers")
	wants(t, "what a pipe reads", typed{
		0, overrideID + "\t" + weekID + "\t" + bobID + "\t\t2026-03-06T18:00:00Z\t2026-03-07T09:00:00Z\tflight\n" +
			string(everywhere.ID) + "\t\t" + bobID + "\t" + aliceID + "\t2026-03-06T18:00:00Z\t2026-03-07T09:00:00Z\tflight\n", "",
	}, pipe)
	server = record(t, exchange{method: "GET", target: overridesPath, answer: all})
	wants(t, "those that are over, too", typed{0, "2\n", ""}, shell{}.run(t, server.server.URL, "oncall", "override", "list", "--all", "-q", "length"))
	server = record(t, exchange{method: "GET", target: overridesPath + "?from=2026-02-01T00%3A00%3A00Z&to=2026-03-01T00%3A00%3A00Z", answer: []airra.Override{}})
	wants(t, "a span", typed{0, "", ""}, shell{}.run(t, server.server.URL, "oncall", "override", "list", "--from", "2026-02-01", "--to", "2026-03-01", "-o", "name"))
}

func TestTakingAnOverrideAway(t *testing.T) {
	t.Parallel()
	other := override()
	other.ID = "0198f000-0000-7777-8000-000000000001"
	list := exchange{method: "GET", target: overridesPath, answer: []airra.Override{other, override()}}
	gone := exchange{method: "DELETE", target: overridesPath + "/" + overrideID, status: http.StatusNoContent, answer: "", actor: "jane@example.com"}
	for _, key := range []string{overrideID, "0198F000-0000-70e1"} {
		server := record(t, list, gone)
		got := shell{}.run(t, server.server.URL, "oncall", "override", "rm", key, "-o", "json")
		wants(t, "what is printed is what it was", typed{0, string(encode(t, override())) + "\n", ""}, got)
	}
	server := record(t, append(namedPlan(), list, gone)...)
	person := shell{tty: true}.run(t, server.server.URL, "oncall", "override", "rm", "0198f000-0000-70e1", "--color", "never")
	wants(t, "a person", typed{0, "0198f000-0000-70e1  removed  Bob Martinez for anybody in payments  Fri 18:00 – Sat 09:00  flight\n", ""}, person)

	server = record(t, list)
	wants(t, "an ambiguous id", typed{2, "", "airra: more than one override begins with 0198f000.\n       Give more of the id, as it stands in: airra oncall override list -o name\n"}, shell{}.run(t, server.server.URL, "oncall", "override", "rm", "0198f000"))
	server = record(t, list)
	wants(t, "none of that id", typed{3, "", "airra: there is no override 0198.\n       See: airra oncall override list --all\n"}, shell{}.run(t, record(t, exchange{method: "GET", target: overridesPath, answer: []airra.Override{}}).server.URL, "oncall", "override", "rm", "0198"))
	wants(t, "too little of an id", 3, shell{}.run(t, server.server.URL, "oncall", "override", "rm", "019").code)
}

func TestSwaps(t *testing.T) {
	t.Parallel()
	list := func(query string, swaps ...airra.Swap) exchange {
		return exchange{method: "GET", target: swapsPath + query, answer: append([]airra.Swap{}, swaps...)}
	}
	server := record(t, append(namedPlan(), list("?status=open", swap(airra.SwapOpen)))...)
	person := shell{tty: true, width: 120}.run(t, server.server.URL, "oncall", "swap", "list", "--color", "never")
	wants(t, "what a person reads", `
ID                  STATUS  REQUESTER   TAKEN_BY  START      END        ROTATION  REASON
0198f000-0000-75aa  ◌ open  Alice Chen  –         Fri 18:00  Sat 09:00  payments  school play
`, "\n"+person.out)
	server = record(t, list("", swap(airra.SwapTaken)), list("?status=taken"))
	pipe := shell{}.run(t, server.server.URL, "oncall", "swap", "list", "--all", "--no-headers")
	wants(t, "what a pipe reads", typed{0, swapID + "\ttaken\t" + aliceID + "\t" + bobID + "\t2026-03-06T18:00:00Z\t2026-03-07T09:00:00Z\t" + weekID + "\tschool play\n", ""}, pipe)
	wants(t, "an empty list", typed{0, "[]\n", ""}, shell{}.run(t, server.server.URL, "oncall", "swap", "list", "-s", "taken", "-o", "json"))

	taken := exchange{method: "POST", target: swapsPath + "/0198f000-0000-75aa/take", body: `{"engineer_id":"jane@example.com"}`, answer: swap(airra.SwapTaken)}
	server = record(t, append(namedPlan(), taken)...)
	took := shell{tty: true}.run(t, server.server.URL, "oncall", "swap", "take", "0198f000-0000-75aa", "--color", "never")
	wants(t, "who took it", typed{0, "0198f000-0000-75aa  ✓ taken by Bob Martinez  for Alice Chen  Fri 18:00 – Sat 09:00  school play\n", ""}, took)
	late := problem(http.StatusConflict, airra.CodeConflict, "this swap is already taken", "")
	server = record(t, refusing("POST", taken.target, taken.body, late))
	wants(t, "who was too late", typed{5, "", "airra: this swap is already taken.\n"}, shell{}.run(t, server.server.URL, "oncall", "swap", "take", "0198f000-0000-75aa"))
}

func TestAnAddressIsShownOnce(t *testing.T) {
	t.Parallel()
	long := "https://airra.example.com/ical/v1/" + strings.Repeat("abcdefgh", 12) + ".ics"
	ask := exchange{method: "POST", target: feedsPath, body: `{"engineer":"alice@example.com"}`, status: 201, actor: "jane@example.com", answer: feed(long)}
	server := record(t, append(namedPlan(), ask)...)
	const keep = "Keep the address: it is shown only this once, and whoever has it reads the shifts. To take it back: airra oncall ical rm 0198f000-0000-7fee\n"
	person := shell{tty: true, width: 80}.run(t, server.server.URL, "oncall", "ical", "add", "alice@example.com", "--color", "never")
	wants(t, "a person gets it uncut", typed{0, "0198f000-0000-7fee  the shifts of Alice Chen\n" + long + "\n", keep}, person)
	server = record(t, ask)
	wants(t, "a script gets it bare", typed{0, long + "\n", keep}, shell{}.run(t, server.server.URL, "oncall", "ical", "add", "alice@example.com", "-q", ".url"))
	ask.body = `{"rotation":"payments"}`
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "oncall", "ical", "add", "--rotation", "payments", "--quiet")
	wants(t, "a pipe gets its properties", typed{0, "FIELD\tVALUE\nid\t" + feedID + "\nengineer_id\t" + aliceID + "\nrotation_id\t\ncreated_at\t2026-03-01T12:04:00Z\nurl\t" + long + "\n", ""}, pipe)

	revoked := feed("")
	revoked.RevokedAt = ptr(now)
	list := exchange{method: "GET", target: feedsPath, answer: []airra.Feed{feed(""), revoked}}
	server = record(t, append(namedPlan(), list)...)
	listed := shell{tty: true}.run(t, server.server.URL, "oncall", "ical", "list", "--color", "never")
	wants(t, "the list", `
ID                  ENGINEER    ROTATION  STATE      CREATED  CREATED_BY
0198f000-0000-7fee  Alice Chen  –         ● active       0 s  jane@example.com
0198f000-0000-7fee  Alice Chen  –         ⊘ revoked      0 s  jane@example.com
`, "\n"+listed.out)
	server = record(t, append(namedPlan(), exchange{method: "DELETE", target: feedsPath + "/" + feedID, answer: revoked})...)
	gone := shell{tty: true}.run(t, server.server.URL, "oncall", "ical", "rm", feedID, "--color", "never")
	wants(t, "taking it back", typed{0, "0198f000-0000-7fee  ⊘ revoked  the shifts of Alice Chen\n", ""}, gone)
}

func TestWritingAPlanSaysWhatItSays(t *testing.T) {
	t.Parallel()
	shift := airra.ShiftAnswer{Shift: turn(aliceID, airra.LevelPrimary, day(2, 9), day(9, 9)), Warnings: []string{}}
	at := "/api/v1/on-call/" + string(shift.ID)
	tests := []struct {
		args     []string
		exchange exchange
	}{
		{
			[]string{"shift", "add", "alice@example.com", "--from", "2026-03-02 09:00", "--to", "2026-03-09 09:00"},
			exchange{method: "POST", target: "/api/v1/on-call", status: 201, answer: shift, body: `{"engineer_id":"alice@example.com","start_time":"2026-03-02T09:00:00Z","end_time":"2026-03-09T09:00:00Z","priority":"primary"}`},
		},
		{
			[]string{"shift", "add", "@me", "--from", "now", "--to", "+8h", "--level", "Secondary", "--service", "s", "--team", "t", "--schedule", "n", "--week", "9", "--active=false"},
			exchange{method: "POST", target: "/api/v1/on-call", status: 201, answer: shift, body: `{"engineer_id":"jane@example.com","start_time":"2026-03-01T12:04:00Z","end_time":"2026-03-01T20:04:00Z","priority":"secondary","service":"s","team":"t","schedule_name":"n","rotation_week":9,"is_active":false}`},
		},
		{[]string{"shift", "edit", string(shift.ID), "--to", "+2h", "--service", "", "--team", "", "--week", "0"}, exchange{method: "PATCH", target: at, answer: shift, body: `{"end_time":"2026-03-01T14:04:00Z","service":null,"team":null,"rotation_week":null}`}},
		{[]string{"shift", "edit", string(shift.ID), "--from", "2026-03-02", "--level", "tertiary", "--schedule", "x", "--active=true"}, exchange{method: "PATCH", target: at, answer: shift, body: `{"start_time":"2026-03-02T00:00:00Z","priority":"tertiary","schedule_name":"x","is_active":true}`}},
		{
			[]string{"override", "add", "payments", "--user", "Bob", "--from", "2026-03-06 18:00", "--to", "2026-03-07 09:00", "--reason", "flight"},
			exchange{method: "POST", target: overridesPath, status: 201, answer: override(), body: `{"rotation":"payments","engineer_id":"Bob","start_time":"2026-03-06T18:00:00Z","end_time":"2026-03-07T09:00:00Z","reason":"flight"}`},
		},
		{
			[]string{"override", "add", "--replaces", "Alice", "--user", "@me", "--from", "now", "--to", "+4h"},
			exchange{method: "POST", target: overridesPath, status: 201, answer: override(), body: `{"replaces":"Alice","engineer_id":"jane@example.com","start_time":"2026-03-01T12:04:00Z","end_time":"2026-03-01T16:04:00Z"}`},
		},
		{
			[]string{"swap", "request", "--from", "2026-03-06 18:00", "--to", "2026-03-07 09:00", "--reason", "school play"},
			exchange{method: "POST", target: swapsPath, status: 201, answer: swap(airra.SwapOpen), body: `{"requester_id":"jane@example.com","start_time":"2026-03-06T18:00:00Z","end_time":"2026-03-07T09:00:00Z","reason":"school play"}`},
		},
		{
			[]string{"swap", "request", "--rotation", "payments", "--user", "Bob", "--from", "2026-03-09", "--to", "2026-03-10"},
			exchange{method: "POST", target: swapsPath, status: 201, answer: swap(airra.SwapOpen), body: `{"rotation":"payments","requester_id":"Bob","start_time":"2026-03-09T00:00:00Z","end_time":"2026-03-10T00:00:00Z"}`},
		},
		{[]string{"swap", "take", swapID, "--user", "Bob"}, exchange{method: "POST", target: swapsPath + "/" + swapID + "/take", body: `{"engineer_id":"Bob"}`, answer: swap(airra.SwapTaken)}},
		{[]string{"swap", "cancel", swapID}, exchange{method: "POST", target: swapsPath + "/" + swapID + "/cancel", answer: swap(airra.SwapCancelled)}},
		{[]string{"ical", "add", "@me"}, exchange{method: "POST", target: feedsPath, status: 201, body: `{"engineer":"jane@example.com"}`, answer: feed("u")}},
		{[]string{"ical", "rm", feedID}, exchange{method: "DELETE", target: feedsPath + "/" + feedID, answer: feed("")}},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			t.Parallel()
			test.exchange.actor = "jane@example.com"
			server := record(t, test.exchange)
			got := shell{}.run(t, server.server.URL, append([]string{"oncall", "-o", "json", "--quiet"}, test.args...)...)
			wants(t, "the API's own answer", typed{0, string(encode(t, test.exchange.answer)) + "\n", ""}, got)
		})
	}
}

func TestAPlanThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"shift add":                                    "needs an engineer",
		"shift add a":                                  "--from is missing",
		"shift add a --from now":                       "--to is missing",
		"shift add a --from now --to now":              "--to 2026-03-01T12:04:00Z is not after --from 2026-03-01T12:04:00Z",
		"shift add a --from +2h --to +1h":              "is not after --from",
		"shift add a --from now --to 2h":               "--to takes a time like",
		"shift add a --from now --to +1h --level boss": "--level takes primary, secondary, tertiary",
		"shift edit x":                                 "nothing is said that should change",
		"shift edit x --to later":                      "--to takes a time like",
		"shift list -L 0":                              "--limit has to be at least 1",
		"override add --user a --from now --to +1h":    "a rotation or --replaces is missing",
		"override add r --from now --to +1h":           "--user is missing",
		"override list --all --from now":               "--from does not fit",
		"override list --to soon":                      "--to takes a time like",
		"swap request --from now":                      "--to is missing",
		"swap list --status lost":                      "--status takes open, taken, cancelled",
		"swap list --all --status open":                "--status does not fit",
		"ical add":                                     "an engineer or --rotation is missing",
		"ical add a --rotation r":                      "only one of a and --rotation fits",
		"rotation rm":                                  "needs at least one rotation",
		"nothing":                                      `there is no command "nothing" in airra oncall`,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			got := shell{}.run(t, "http://127.0.0.1:1", append([]string{"oncall"}, strings.Fields(args)...)...)
			if got.code != 2 || got.out != "" || !strings.Contains(got.err, says) {
				t.Errorf("ended with %+v", got)
			}
		})
	}
}

func TestShifts(t *testing.T) {
	t.Parallel()
	past, ahead, off := turn(aliceID, airra.LevelPrimary, day(-6, 9), day(0, 9)), turn(bobID, airra.LevelSecondary, day(2, 9), day(9, 9)), turn(aliceID, airra.LevelTertiary, day(1, 9), day(3, 9))
	off.IsActive, ahead.Service, ahead.Team, ahead.RotationWeek = false, nil, ptr("pay"), ptr(9)
	all := pageOf(ahead, off, past, entries()[0].Schedule)
	list := exchange{method: "GET", target: "/api/v1/on-call?page_size=30", answer: all}
	server := record(t, list, engineersAsked())
	person := shell{tty: true, width: 120}.run(t, server.server.URL, "oncall", "shift", "list", "--color", "never")
	wants(t, "what a person reads", `
ID                  LEVEL      ENGINEER      STATE       START             END               SERVICE
0198f000-0000-7511  secondary  Bob Martinez  ○ ahead     Mon 09:00         Mon 9 Mar 09:00   all
0198f000-0000-7511  tertiary   Alice Chen    ⊘ inactive  09:00             Tue 09:00         payment-service
0198f000-0000-7511  primary    Alice Chen    ✓ over      Sun 22 Feb 09:00  Sat 28 Feb 09:00  payment-service
0198f000-0000-7511  primary    Alice Chen    ● now       Sun 22 Feb 09:00  Mon 09:00         payment-service
`, "\n"+person.out)
	shows(t, 80, []exchange{list, engineersAsked()}, "oncall shift list", "LEVEL      ENGINEER", "● now")
	server = record(t, exchange{method: "GET", target: "/api/v1/on-call?engineer_id=Alice&is_active=false&page_size=100&service=s&team=t", answer: pageOf(off)})
	pipe := shell{}.run(t, server.server.URL, "oncall", "shift", "list", "--service", "s", "--team", "t", "--engineer", "Alice", "--active=false", "--all", "--no-headers")
	wants(t, "what a pipe reads", typed{0, string(off.ID) + "\ttertiary\t" + aliceID + "\tinactive\t2026-03-01T09:00:00Z\t2026-03-03T09:00:00Z\tpayment-service\n", ""}, pipe)

	one := exchange{method: "GET", target: "/api/v1/on-call/" + string(ahead.ID), answer: ahead}
	server = record(t, one, engineersAsked())
	read := shell{tty: true}.run(t, server.server.URL, "oncall", "shift", "view", string(ahead.ID), "--color", "never")
	wants(t, "a shift", `
0198f000-0000-7511  ○ ahead  secondary  Bob Martinez  Mon 09:00 – Mon 9 Mar 09:00
  for      team pay
  schedule payments · week 9
  id       `+string(ahead.ID)+"\n", "\n"+read.out)
	gone := exchange{method: "DELETE", target: one.target, status: http.StatusNoContent, answer: "", actor: "jane@example.com"}
	server = record(t, one, gone)
	wants(t, "what is taken away is printed", typed{0, string(encode(t, ahead)) + "\n", ""}, shell{}.run(t, server.server.URL, "oncall", "shift", "rm", string(ahead.ID), "-o", "json"))
	server = record(t, refusing("GET", "/api/v1/on-call/none", "", problem(404, airra.CodeNotFound, "On-call schedule not found", "")))
	wants(t, "none", typed{3, "", "airra: On-call schedule not found.\n"}, shell{}.run(t, server.server.URL, "oncall", "shift", "rm", "none"))
}

func TestWhatIsOddAboutAShiftIsSaid(t *testing.T) {
	t.Parallel()
	odd := airra.ShiftAnswer{Shift: turn(aliceID, airra.LevelPrimary, day(2, 9), day(9, 9)), Warnings: []string{"it overlaps the shift of Bob\x1b[2J Martinez"}}
	ask := exchange{method: "POST", target: "/api/v1/on-call", status: 201, answer: odd, body: `{"engineer_id":"Alice","start_time":"2026-03-02T09:00:00Z","end_time":"2026-03-09T09:00:00Z","priority":"primary"}`}
	args := []string{"oncall", "shift", "add", "Alice", "--from", "2026-03-02 09:00", "--to", "2026-03-09 09:00", "--color", "never"}
	server := record(t, ask, engineersAsked())
	wants(t, "a person", typed{0, "0198f000-0000-7511  added  ○ ahead  primary  Alice Chen  Mon 09:00 – Mon 9 Mar 09:00\n", "Mind: it overlaps the shift of Bob␛[2J Martinez\n"}, shell{tty: true}.run(t, server.server.URL, args...))
	server = record(t, ask)
	got := shell{}.run(t, server.server.URL, append(args, "-q", ".warnings")...)
	var warnings []string
	if err := json.Unmarshal([]byte(got.out), &warnings); err != nil || len(warnings) != 1 {
		t.Errorf("a script gets %+v", got)
	}
}

func TestThePlanCompletesFromTheServer(t *testing.T) {
	t.Parallel()
	people := exchange{method: "GET", target: "/api/v1/admin/engineers?page_size=100", answer: pageOf(theAlice(), theBob())}
	tests := []struct {
		args string
		asks []exchange
		want string
	}{
		{"engineer view", []exchange{people}, "alice@example.com\tAlice Chen\nbob@example.com\tBob Martinez\n:36\n"},
		{"engineer remove alice@example.com", []exchange{people}, "bob@example.com\tBob Martinez\n:36\n"},
		{"engineer avail bob@example.com", nil, "active\nbusy\noffline\non_leave\n:4\n"},
		{"engineer list --status", nil, "active\nbusy\noffline\non_leave\n:4\n"},
		{"oncall rotation view", []exchange{rotationsAsked()}, "payments\tprimary for payment-service\n:36\n"},
		{"oncall show", []exchange{rotationsAsked(), {method: "GET", target: "/api/v1/services", answer: services()[:1]}}, "payments\tprimary for payment-service\ngateway\ttier-1\n:36\n"},
		{"oncall show --engineer", []exchange{people}, "alice@example.com\tAlice Chen\nbob@example.com\tBob Martinez\n:36\n"},
		{"oncall shift rm", []exchange{{method: "GET", target: "/api/v1/on-call?page_size=50", answer: pageOf(entries()[0].Schedule)}}, string(entries()[0].Schedule.ID) + "\tprimary from 2026-02-22T09:00:00Z\n:36\n"},
		{"oncall shift add alice --level", nil, "primary\nsecondary\ntertiary\n:4\n"},
		{"oncall override rm", []exchange{{method: "GET", target: overridesPath + "?from=2026-03-01T12%3A04%3A00Z", answer: []airra.Override{override()}}}, overrideID + "\tfrom 2026-03-06T18:00:00Z flight\n:36\n"},
		{"oncall override add --user", []exchange{people}, "alice@example.com\tAlice Chen\nbob@example.com\tBob Martinez\n:36\n"},
		{"oncall swap take", []exchange{{method: "GET", target: swapsPath + "?status=open", answer: []airra.Swap{swap(airra.SwapOpen)}}}, swapID + "\tfrom 2026-03-06T18:00:00Z school play\n:36\n"},
		{"oncall swap list --status", nil, "open\ntaken\ncancelled\n:4\n"},
		{"oncall ical rm", []exchange{{method: "GET", target: feedsPath, answer: []airra.Feed{feed("")}}}, feedID + "\tmade 2026-03-01 by jane@example.com\n:36\n"},
		{"who", []exchange{{method: "GET", target: "/api/v1/services", answer: services()[:1]}}, "gateway\ttier-1\n:36\n"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			server := record(t, test.asks...)
			got := shell{}.run(t, server.server.URL, append(append([]string{"__complete"}, strings.Fields(test.args)...), "")...)
			wants(t, "what the shell gets", test.want, got.out)
		})
	}
}
