package oncall_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// feedOf is the calendar of some shifts, its lines unfolded.
func feedOf(t *testing.T, in oncall.FeedInput) []string {
	t.Helper()
	in.Now = at("03-02 10:00")
	text := string(oncall.Feed(in))
	if !strings.HasSuffix(text, "\r\n") || !utf8.ValidString(text) {
		t.Fatalf("no text in lines: %q", text)
	}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("not a line: %d octets, %q", len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	return strings.Split(strings.TrimSuffix(unfolded, "\r\n"), "\r\n")
}

// property gives the values of a property, in their order.
func property(lines []string, name string) []string {
	var values []string
	for _, l := range lines {
		if value, ok := strings.CutPrefix(l, name+":"); ok {
			values = append(values, value)
		}
	}
	return values
}

func TestAFeedIsACalendar(t *testing.T) {
	t.Parallel()
	r := airra.Roster{Engineers: staff(), Rotations: []airra.Rotation{weekly("Europe/Berlin", alice, bob)}, Overrides: []airra.Override{
		cover("o1", alice, carol, "03-03 00:00", "03-04 00:00"),
	}}
	r.Rotations[0].Service, r.Rotations[0].UpdatedAt = ptr(airra.ServiceName("payment-service")), at("02-01 00:00")
	shifts := oncall.Shifts(r, at("03-02 09:00"), at("03-05 00:00"))
	got := feedOf(t, oncall.FeedInput{Name: "On call: Week", Shifts: shifts, Engineers: r.Engineers, Rotations: r.Rotations, URL: "https://airra.example.com/oncall"})
	uids := property(got, "UID")
	want := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//airra//" + airra.Version + "//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"NAME:On call: Week", "X-WR-CALNAME:On call: Week", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
	}
	for i, e := range []struct{ start, end, summary, description string }{
		{"20260302T080000Z", "20260303T000000Z", `Alice Chen on call as primary for payment-service (Week)`, `Level: primary\nService: payment-service\nNext: Carol Johnson`},
		{"20260303T000000Z", "20260304T000000Z", `Carol Johnson on call as primary for payment-service (Week)`, `Level: primary\nService: payment-service\nIn place of Alice Chen\nNext: Alice Chen`},
		{"20260304T000000Z", "20260309T080000Z", `Alice Chen on call as primary for payment-service (Week)`, `Level: primary\nService: payment-service\nNext: Bob Martinez`},
	} {
		want = append(want, "BEGIN:VEVENT", "UID:"+uids[i], "DTSTAMP:20260302T100000Z", "DTSTART:"+e.start, "DTEND:"+e.end, "SUMMARY:"+e.summary,
			"DESCRIPTION:"+e.description, "URL:https://airra.example.com/oncall", "LAST-MODIFIED:20260201T000000Z", "STATUS:CONFIRMED",
			"TRANSP:TRANSPARENT", "CATEGORIES:ONCALL", "END:VEVENT")
	}
	if diff := cmp.Diff(append(want, "END:VCALENDAR"), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTextInAFeedIsEscapedAndFoldedByOctets(t *testing.T) {
	t.Parallel()
	people := with(staff(), alice, func(e *airra.Engineer) {
		e.Name = "Zoë; Ångström, \\ \"née\"\r\nEND:VEVENT " + strings.Repeat("待機", 60) + "\x00\x1b\xff"
	})
	s := shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00")
	s.ScheduleName, s.Team = ptr("a,b;c"), ptr(strings.Repeat("🚨", 40))
	got := feedOf(t, oncall.FeedInput{Name: "x\ny", Shifts: []airra.Shift{s}, Engineers: people})
	want := `Zoë\; Ångström\, \\ "née"\nEND:VEVENT ` + strings.Repeat("待機", 60) + ` on call as primary in team ` + strings.Repeat("🚨", 40) + ` (a\,b\;c)`
	if diff := cmp.Diff([]string{want}, property(got, "SUMMARY")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{`x\ny`}, property(got, "X-WR-CALNAME")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if ends := strings.Count(strings.Join(got, "\r\n")+"\r\n", "\r\nEND:VEVENT\r\n"); ends != 1 {
		t.Errorf("%d events end", ends)
	}
}

func TestAnEntryKeepsItsNameWhenItsStartMoves(t *testing.T) {
	t.Parallel()
	written := shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00")
	turn := oncall.Expand(weekly("UTC", alice, bob), at("03-03 00:00"), at("03-03 00:00"))[0]
	taken := turn
	taken.OverrideID = ptr(airra.OverrideID("o1"))
	for name, s := range map[string]airra.Shift{"written": written, "of a rotation": turn, "by an override": taken} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			moved := s
			moved.StartTime = moved.StartTime.AddDate(0, 0, 1)
			if s.RotationID != nil {
				moved.ID = "another" // since the start is in it
			}
			other := s
			other.ID, other.EndTime = "other", s.EndTime.AddDate(0, 0, 1)
			uids := property(feedOf(t, oncall.FeedInput{Shifts: []airra.Shift{s, moved, other}}), "UID")
			if len(uids) != 3 || uids[0] != uids[1] || uids[0] == uids[2] {
				t.Errorf("got %v", uids)
			}
		})
	}
}

func TestEntriesOfAPlanHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	everywhere(t, 40, func(t *testing.T, d *dice) {
		r := d.roster()
		r.Shifts = nil // two written by the same person to the same end may well be one entry
		plan := oncall.Shifts(r, d.day.AddDate(0, 0, -5), d.day.AddDate(0, 0, 5))
		seen := map[string]bool{}
		for _, uid := range property(feedOf(t, oncall.FeedInput{Shifts: plan, Engineers: r.Engineers, Rotations: r.Rotations}), "UID") {
			if seen[uid] {
				t.Errorf("%s is there twice", uid)
			}
			seen[uid] = true
		}
	})
}
