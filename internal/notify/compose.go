package notify

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/airra/airra/internal/airra"
)

// Letter is everything that a message is written from.
type Letter struct {
	Kind     airra.NotificationKind
	Engineer string          // the name of who is told
	Incident *airra.Incident // nil in a test
	Priority airra.NotificationPriority
	Why      airra.PageReason
	Others   []string // refs of further incidents that this message speaks for
	Custom   string   // what somebody wrote to go with it
}

// Bounds of what people read, in characters. Whoever is woken reads the beginning;
// the rest stands in the incident.
const (
	longestSubject     = 500
	longestTitle       = 300
	longestName        = 100
	longestDescription = 2000
	longestCustom      = 1000
	longestReason      = 500
	mostOthers         = 20
)

// Compose writes the subject, which is one line, and the text of a message, without
// its links: those hold a token and are added when it is sent. Secrets in the
// incident have been redacted before; everything else that foreign text can do is
// prevented here.
func Compose(in Letter) (subject, text string) {
	var paragraphs []string
	add := func(paragraph string) {
		if paragraph != "" {
			paragraphs = append(paragraphs, paragraph)
		}
	}
	add("Hello " + orElse(OneLine(in.Engineer, longestName), "colleague") + ",")
	add(Lines(in.Custom, longestCustom))
	add(in.opening())
	if in.Incident != nil {
		add(facts(in.Incident))
		add(Lines(in.Incident.Description, longestDescription))
	}
	add(in.steps())
	add(in.reason())
	add(in.others())
	add(fmt.Sprintf("Acknowledge within %d minutes.", in.Priority.SLA()/time.Minute))
	return in.subject(), strings.Join(paragraphs, "\n\n") + "\n"
}

// emoji show how bad it is before anybody has read a word.
var emoji = map[airra.Severity]string{
	airra.SeverityCritical: "🚨", airra.SeverityHigh: "⚠️", airra.SeverityMedium: "ℹ️", airra.SeverityLow: "📝",
}

// subject names the incident and its service. The title is what gets shortened.
func (in Letter) subject() string {
	level := "[" + strings.ToUpper(OneLine(string(in.Priority), longestName)) + "]"
	if in.Incident == nil {
		return emoji[severityOf(in.Priority)] + " " + level + " Test message of AIRRA"
	}
	front := orElse(emoji[in.Incident.Severity], emoji[airra.SeverityMedium]) + " " + level + " "
	service := OneLine(string(in.Incident.AffectedService), longestTitle)
	back := ""
	if service != "" {
		back = " (" + service + ")"
	}
	room := longestSubject - utf8.RuneCountInString(front) - utf8.RuneCountInString(back)
	title := orElse(OneLine(in.Incident.Title, room), in.Incident.Ref)
	return OneLine(front+title+back, longestSubject)
}

// severityOf is the way back from a priority.
func severityOf(p airra.NotificationPriority) airra.Severity {
	if p == airra.PriorityNormal {
		return airra.SeverityMedium
	}
	return airra.Severity(p)
}

// opening says in one sentence what is wanted.
func (in Letter) opening() string {
	ref := in.ref()
	switch in.Kind {
	case airra.NotifyPage:
		return "You are paged for " + ref + "."
	case airra.NotifyAssignment:
		return ref + " was assigned to you."
	case airra.NotifyTest:
		return "This is a test. Nothing is wrong: somebody wants to know whether messages reach you here."
	default:
		return "Somebody wants you to know of " + ref + "."
	}
}

func (in Letter) ref() string {
	if in.Incident == nil || in.Incident.Ref == "" {
		return "an incident"
	}
	return OneLine(in.Incident.Ref, longestName)
}

// facts are what decides whether to get up.
func facts(i *airra.Incident) string {
	rows := [][2]string{
		{"Incident:", OneLine(strings.TrimSpace(i.Ref+" "+i.Title), longestTitle)},
		{"Service:", OneLine(string(i.AffectedService), longestTitle)},
		{"Severity:", string(i.Severity)},
		{"Status:", strings.ReplaceAll(string(i.Status), "_", " ")},
		{"Detected:", i.DetectedAt.UTC().Format(time.RFC3339)},
	}
	lines := make([]string, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, fmt.Sprintf("%-10s%s", row[0], row[1]))
	}
	return strings.Join(lines, "\n")
}

// steps are what to do, as commands that can be typed as they stand here.
func (in Letter) steps() string {
	if in.Incident == nil {
		return "What to do:\n" +
			"1. Open the link of this message, if there is one, and acknowledge.\n" +
			"2. From then on this contact counts as proven.\n" +
			"3. If you expected no test, ask who asked for it."
	}
	ref := in.ref()
	return "What to do:\n" +
		"1. See what is known: airra incident view " + ref + "\n" +
		"2. Say that you have it: airra ack " + ref + ", or the link of this message\n" +
		"3. Decide about what is proposed there, or end it: airra resolve " + ref
}

// reason says why it is this person who is told.
func (in Letter) reason() string {
	if sentence := OneLine(in.Why.Sentence, longestReason); sentence != "" {
		return "Why you: " + sentence
	}
	return ""
}

// others names the further incidents of a bundle. Their number may be larger than
// that of their names, since the caller reads only so many.
func (in Letter) others() string {
	named := make([]string, 0, mostOthers)
	for _, ref := range in.Others[:min(len(in.Others), mostOthers)] {
		named = append(named, OneLine(ref, longestName))
	}
	list := strings.Join(named, ", ")
	switch more := max(len(in.Others), in.Why.Bundle) - len(named); {
	case more > 0 && list == "":
		list = fmt.Sprintf("%d further incidents", more)
	case more > 0:
		list += fmt.Sprintf(" and %d more", more)
	case list == "":
		return ""
	}
	return "This message also speaks for: " + list
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
