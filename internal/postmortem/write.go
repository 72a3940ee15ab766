package postmortem

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Document is a postmortem with what it is about.
type Document struct {
	airra.PostmortemText
	Incident airra.Incident
	Events   []airra.Event // in their order
	Author   string        // empty for a draft
}

// Markdown writes a document. The timeline in it is told anew every time from the
// record, and is not read back.
func Markdown(d Document) string {
	text := Tidy(d.PostmortemText)
	var b strings.Builder
	fmt.Fprintf(&b, "# Postmortem of %s: %s\n\n", escapeLine(d.Incident.Ref), escapeLine(tidyWord(d.Incident.Title)))
	b.WriteString("| | |\n|---|---|\n")
	for _, row := range d.head() {
		fmt.Fprintf(&b, "| %s | %s |\n", row[0], escapeLine(tidyWord(row[1])))
	}
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n", s.title)
		if under := d.under(s, &text); under != "" {
			b.WriteString("\n" + under)
		}
	}
	return b.String()
}

// head says what the document is about.
func (d Document) head() [][2]string {
	i := d.Incident
	rows := [][2]string{{"Service", string(i.AffectedService)}, {"Severity", string(i.Severity)}, {"Detected", clock(i.DetectedAt)}}
	if i.ResolvedAt != nil {
		rows = append(rows, [2]string{"Resolved", clock(*i.ResolvedAt)})
	}
	if d.Author != "" {
		rows = append(rows, [2]string{"Written by", d.Author})
	}
	if d.Published != nil && *d.Published {
		return append(rows, [2]string{"State", "published"})
	}
	return append(rows, [2]string{"State", "not published"})
}

func (d Document) under(s section, t *airra.PostmortemText) string {
	switch {
	case s.text != nil:
		return paragraph(**s.text(t))
	case s.list != nil:
		return bullets(*s.list(t))
	case s.special == impact:
		return impactLines(t)
	case s.special == timeline:
		return d.timelineTable()
	case s.special == actionItems:
		return itemLines(t.ActionItems)
	default:
		return verdictLines(t)
	}
}

func paragraph(text string) string {
	if text == "" {
		return ""
	}
	return escapeText(text, "") + "\n"
}

func bullets(list []string) string {
	var b strings.Builder
	for _, entry := range list {
		b.WriteString("- " + escapeText(entry, "  ") + "\n")
	}
	return b.String()
}

// The labels of the lines that hold one value.
const (
	labelDuration = "Duration in minutes"
	labelUsers    = "Users affected"
	labelRevenue  = "Revenue impact in USD"
	labelRight    = "The first hypothesis was right"
)

const unknown = "unknown"

func impactLines(t *airra.PostmortemText) string {
	users, revenue, duration := unknown, unknown, "0"
	if t.DurationMinutes != nil {
		duration = strconv.FormatInt(*t.DurationMinutes, 10)
	}
	if t.UsersAffected != nil {
		users = strconv.FormatInt(*t.UsersAffected, 10)
	}
	if t.RevenueImpactUSD != nil {
		revenue = strconv.FormatFloat(*t.RevenueImpactUSD, 'f', -1, 64)
	}
	return fmt.Sprintf("- %s: %s\n- %s: %s\n- %s: %s\n", labelDuration, duration, labelUsers, users, labelRevenue, revenue)
}

const notJudged = "not judged"

func verdictLines(t *airra.PostmortemText) string {
	right := notJudged
	if t.AIHypothesisCorrect != nil {
		right = map[bool]string{true: "yes", false: "no"}[*t.AIHypothesisCorrect]
	}
	lines := fmt.Sprintf("- %s: %s\n", labelRight, right)
	if notes := paragraph(*t.AIEvaluationNotes); notes != "" {
		lines += "\n" + notes
	}
	return lines
}

// itemLines writes action items as a list of boxes to tick. What is usual is left out:
// a box that is not ticked is open, one that is ticked is done.
func itemLines(items []airra.ActionItem) string {
	var b strings.Builder
	for _, i := range items {
		box := "[ ]"
		if i.Status == airra.ItemDone {
			box = "[x]"
		}
		b.WriteString("- " + box + " " + escapeText(i.Description, "  ") + "\n")
		word := func(name, value string) {
			if value != "" {
				b.WriteString("  - " + name + ": " + escapeLine(value) + "\n")
			}
		}
		if i.Number > 0 {
			word("number", strconv.Itoa(i.Number))
		}
		word("owner", i.Owner)
		if i.DueDate != nil {
			word("due", *i.DueDate)
		}
		word("priority", i.Priority)
		if i.Status != airra.ItemDone && i.Status != airra.ItemOpen {
			word("status", i.Status)
		}
	}
	return b.String()
}

// mostTold bounds the timeline of a document. The whole one stays in the record.
const mostTold = 200

func (d Document) timelineTable() string {
	if len(d.Events) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("| Time (UTC) | What happened | Who |\n|---|---|---|\n")
	for _, e := range d.Events[:min(len(d.Events), mostTold)] {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", e.At.UTC().Format("2006-01-02 15:04:05"), escapeLine(tidyWord(e.Description)), escapeLine(tidyWord(e.Actor)))
	}
	if more := len(d.Events) - mostTold; more > 0 {
		fmt.Fprintf(&b, "\nand %d more\n", more)
	}
	return b.String()
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
