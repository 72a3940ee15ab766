package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

func incident() *airra.Incident {
	return &airra.Incident{
		ID: "0198c0de-0000-7000-8000-000000000007", Ref: "INC-7", Title: "Error rate 18x normal on payment-service",
		Description: "Errors rose from 0.2 to 3.6 per second.", Severity: airra.SeverityCritical, AffectedService: "payment-service",
		Status:     airra.StatusPendingApproval,
		DetectedAt: time.Date(2026, 3, 2, 10, 4, 5, 0, time.FixedZone("CET", 3600)),
	}
}

func page() notify.Letter {
	return notify.Letter{
		Kind: airra.NotifyPage, Engineer: "Alice Chen", Incident: incident(), Priority: airra.PriorityCritical,
		Why: airra.PageReason{Sentence: "You are primary for payment-service in the rotation Payments."},
	}
}

func TestALetterSaysWhatWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	letter := page()
	letter.Custom = "Please look at the checkout first."
	letter.Others = []string{"INC-8", "INC-9"}
	subject, text := notify.Compose(letter)
	if want := "🚨 [CRITICAL] Error rate 18x normal on payment-service (payment-service)"; subject != want {
		t.Errorf("the subject is %q, want %q", subject, want)
	}
	want := `Hello Alice Chen,

Please look at the checkout first.

You are paged for INC-7.

Incident: INC-7 Error rate 18x normal on payment-service
Service:  payment-service
Severity: critical
Status:   pending approval
Detected: 2026-03-02T09:04:05Z

Errors rose from 0.2 to 3.6 per second.

What to do:
1. See what is known: airra incident view INC-7
2. Say that you have it: airra ack INC-7, or the link of this message
3. Decide about what is proposed there, or end it: airra resolve INC-7

Why you: You are primary for payment-service in the rotation Payments.

This message also speaks for: INC-8, INC-9

Acknowledge within 3 minutes.
`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
}

func TestATestSaysThatNothingIsWrong(t *testing.T) {
	t.Parallel()
	subject, text := notify.Compose(notify.Letter{Kind: airra.NotifyTest, Engineer: "Bob", Priority: airra.PriorityLow})
	if want := "📝 [LOW] Test message of AIRRA"; subject != want {
		t.Errorf("the subject is %q, want %q", subject, want)
	}
	for _, part := range []string{"Hello Bob,", "Nothing is wrong", "Acknowledge within 30 minutes."} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}

func TestTheSubjectShowsHowBadItIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		severity airra.Severity
		want     string
		within   string
	}{
		{airra.SeverityCritical, "🚨 [CRITICAL] ", "within 3 minutes"},
		{airra.SeverityHigh, "⚠️ [HIGH] ", "within 5 minutes"},
		{airra.SeverityMedium, "ℹ️ [NORMAL] ", "within 10 minutes"},
		{airra.SeverityLow, "📝 [LOW] ", "within 30 minutes"},
	} {
		letter := page()
		letter.Incident.Severity, letter.Priority = tt.severity, tt.severity.Priority()
		subject, text := notify.Compose(letter)
		if !strings.HasPrefix(subject, tt.want) || !strings.Contains(text, tt.within) {
			t.Errorf("%s: %q\n%s", tt.severity, subject, text)
		}
	}
}

func TestEveryKindSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for kind, want := range map[airra.NotificationKind]string{
		airra.NotifyPage:       "You are paged for INC-7.",
		airra.NotifyAssignment: "INC-7 was assigned to you.",
		airra.NotifyManual:     "Somebody wants you to know of INC-7.",
	} {
		letter := page()
		letter.Kind = kind
		if _, text := notify.Compose(letter); !strings.Contains(text, want) {
			t.Errorf("%s: %q is not in:\n%s", kind, want, text)
		}
	}
}

func TestABundleNamesTwentyAndCountsTheRest(t *testing.T) {
	t.Parallel()
	refs := func(n int) (found []string) {
		for i := range n {
			found = append(found, fmt.Sprintf("INC-%d", 100+i))
		}
		return found
	}
	for _, tt := range []struct {
		name   string
		others []string
		bundle int
		want   string
	}{
		{"nobody else", nil, 0, ""},
		{"one", refs(1), 1, "speaks for: INC-100\n"},
		{"twenty", refs(20), 20, "INC-119\n"},
		{"more than are named", refs(25), 25, "INC-119 and 5 more\n"},
		{"more than were read", refs(20), 300, "INC-119 and 280 more\n"},
		{"only a number", nil, 3, "speaks for: 3 further incidents\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			letter := page()
			letter.Others, letter.Why.Bundle = tt.others, tt.bundle
			_, text := notify.Compose(letter)
			if tt.want == "" && strings.Contains(text, "also speaks for") || !strings.Contains(text, tt.want) {
				t.Errorf("%q is not in:\n%s", tt.want, text)
			}
			if strings.Contains(text, "INC-120") {
				t.Errorf("more than twenty are named:\n%s", text)
			}
		})
	}
}

// hostile is what an alert can carry: a forged header, an escape sequence, a reversed
// reading direction, half a character, and no end.
var hostile = []string{
	"Disk full\r\nBcc: everybody@example.com\r\n\r\nForged",
	"\x1b[2J\x1b[31mAll fine\x07",
	"\u202egnp.exe\u2066 \u2028next\u2029line\u0085",
	"half \xff\xfe\xf0\x9f",
	"nul \x00 del \x7f bom \ufeff zero\u200bwidth",
	strings.Repeat("very long ", 200),
	strings.Repeat("🚨", 900),
	"<script>alert(1)</script> & <!channel> *bold* {{.}} %s %d",
	"",
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	for _, foreign := range hostile {
		staysText(t, foreign)
	}
}

func FuzzHostileTextStaysText(f *testing.F) {
	for _, foreign := range hostile {
		f.Add(foreign)
	}
	f.Fuzz(staysText)
}

func staysText(t *testing.T, foreign string) {
	letter := page()
	letter.Incident.Title, letter.Incident.Description, letter.Incident.AffectedService = foreign, foreign, airra.ServiceName(foreign)
	letter.Engineer, letter.Custom, letter.Why.Sentence, letter.Others = foreign, foreign, foreign, []string{foreign}
	subject, text := notify.Compose(letter)
	if strings.Contains(subject, "\n") || utf8.RuneCountInString(subject) > 500 {
		t.Errorf("the subject has %d characters: %q", utf8.RuneCountInString(subject), subject)
	}
	for name, written := range map[string]string{"subject": subject, "text": text} {
		if !utf8.ValidString(written) {
			t.Errorf("the %s is not UTF-8: %q", name, written)
		}
		if strings.ContainsFunc(written, obeyed) {
			t.Errorf("the %s holds what programs obey: %q", name, written)
		}
	}
	if n := utf8.RuneCountInString(text); n > 5000 {
		t.Errorf("the text has %d characters", n)
	}
}

// obeyed are the characters that move a cursor, hide or turn text.
func obeyed(r rune) bool {
	joiner := r == '\u200c' || r == '\u200d' // Emoji and several scripts are written with them.
	return r != '\n' && r != '\t' && !joiner && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
}

func TestALongTitleLeavesRoomForTheService(t *testing.T) {
	t.Parallel()
	letter := page()
	letter.Incident.Title = strings.Repeat("x", 2000)
	subject, _ := notify.Compose(letter)
	if utf8.RuneCountInString(subject) != 500 || !strings.HasSuffix(subject, "… (payment-service)") {
		t.Errorf("%d characters: %q", utf8.RuneCountInString(subject), subject)
	}
}

func TestWhatIsWrittenLeavesOutLinks(t *testing.T) {
	t.Parallel()
	subject, text := notify.Compose(page())
	m := notify.Message{Subject: subject, Text: text, AckURL: "https://airra.example/ack/token", IncidentURL: "https://airra.example/incidents/INC-7"}
	if strings.Contains(subject+text, "https://") {
		t.Errorf("a link is in:\n%s", text)
	}
	if plain := m.Plain(); !strings.HasSuffix(plain, "\n\nAcknowledge: https://airra.example/ack/token\nIncident: https://airra.example/incidents/INC-7\n") {
		t.Errorf("the links are not at the end of:\n%s", plain)
	}
	m.PossiblyTwice, m.AckURL = true, ""
	if plain := m.Plain(); !strings.HasSuffix(plain, "minutes.\n\nIncident: https://airra.example/incidents/INC-7\n\nYou may have received this message before. It is the same one.\n") {
		t.Errorf("a repetition is not told of:\n%s", plain)
	}
}
