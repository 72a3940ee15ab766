package oncall

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"github.com/airra/airra/internal/airra"
)

// FeedInput is what a calendar program subscribes to: the shifts of an engineer or of
// a rotation, and whoever is named in them.
type FeedInput struct {
	Name      string
	Shifts    []airra.Shift
	Engineers []airra.Engineer
	Rotations []airra.Rotation // of the shifts, to tell who is next
	URL       string           // of the calendar for people; empty for none
	Now       time.Time
}

// refresh is how often a program should look again. Some do so once a day.
const refresh = "PT1H"

// Feed writes shifts as a calendar of RFC 5545, in UTC. The entries leave the time of
// their person free: being on call is no meeting.
func Feed(in FeedInput) []byte {
	cal := ics.NewCalendarFor("airra")
	cal.SetProductId("-//airra//" + airra.Version + "//EN")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(plain(in.Name))
	cal.SetXWRCalName(plain(in.Name))
	cal.SetRefreshInterval(refresh)
	cal.SetXPublishedTTL(refresh)
	f := feed{FeedInput: in, who: peopleOf(in.Engineers), begins: map[handoff]airra.EngineerID{}}
	for i := range in.Shifts {
		s := &in.Shifts[i]
		f.begins[handoff{scheduleKey(s), s.StartTime.UnixMicro()}] = s.EngineerID
	}
	for i := range in.Shifts {
		f.entry(cal, &in.Shifts[i])
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// feed is a calendar that is being written.
type feed struct {
	FeedInput
	who    people
	begins map[handoff]airra.EngineerID
}

// handoff is a moment at which somebody's shift in a schedule begins.
type handoff struct {
	schedule string
	at       int64
}

func (f *feed) entry(cal *ics.Calendar, s *airra.Shift) {
	e := cal.AddEvent(uid(s))
	e.SetDtStampTime(f.Now)
	e.SetStartAt(s.StartTime)
	e.SetEndAt(s.EndTime)
	e.SetSummary(plain(summary(s, f.who)))
	e.SetDescription(plain(f.description(s)))
	if f.URL != "" {
		e.SetURL(plain(f.URL))
	}
	if !s.UpdatedAt.IsZero() {
		e.SetModifiedAt(s.UpdatedAt)
	}
	e.SetStatus(ics.ObjectStatusConfirmed)
	e.SetTimeTransparency(ics.TransparencyTransparent)
	e.AddCategory("ONCALL")
}

// uid names an entry for programs, which move it when it comes again with other
// times. A written shift has its id. What was worked out is named by whose it is and
// where it ends, so that a start that moves, because a handoff was edited or because
// somebody took the beginning, moves the entry too.
func uid(s *airra.Shift) string {
	if s.RotationID == nil && s.OverrideID == nil {
		return string(s.ID) + "@airra"
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		string(s.EngineerID), scheduleKey(s), scopeOf(s).String(), s.EndTime.UTC().Format(time.RFC3339Nano),
	}, "\x00")))
	return hex.EncodeToString(sum[:16]) + "@airra"
}

func summary(s *airra.Shift, who people) string {
	name := string(s.EngineerID)
	if e := who[s.EngineerID]; e != nil {
		name = e.Name
	}
	if schedule := text(s.ScheduleName); schedule != "" {
		return fmt.Sprintf("%s on call as %s (%s)", name, scopeOf(s), schedule)
	}
	return fmt.Sprintf("%s on call as %s", name, scopeOf(s))
}

func (f *feed) description(s *airra.Shift) string {
	lines := []string{"Level: " + string(s.Level)}
	if service := text(s.Service); service != "" {
		lines = append(lines, "Service: "+string(service))
	}
	if team := text(s.Team); team != "" {
		lines = append(lines, "Team: "+team)
	}
	if replaced := f.who[text(s.Replaces)]; replaced != nil {
		lines = append(lines, "In place of "+replaced.Name)
	}
	if next := f.who[f.next(s)]; next != nil && next.ID != s.EngineerID {
		lines = append(lines, "Next: "+next.Name)
	}
	return strings.Join(lines, "\n")
}

// next is who takes over at the end of a shift: as the shifts of the feed say, which
// know the overrides, else as the rotation says.
func (f *feed) next(s *airra.Shift) airra.EngineerID {
	if id, known := f.begins[handoff{scheduleKey(s), s.EndTime.UnixMicro()}]; known {
		return id
	}
	for _, r := range f.Rotations {
		if r.ID != text(s.RotationID) {
			continue
		}
		for _, piece := range Expand(r, s.EndTime, s.EndTime) {
			if piece.EndTime.After(s.EndTime) {
				return piece.EngineerID
			}
		}
	}
	return ""
}

// plain drops what a line of a calendar cannot carry: control characters, and bytes
// that are no text. Line ends stay, since the library writes them as \n.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || !unicode.IsControl(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), ""))
}
