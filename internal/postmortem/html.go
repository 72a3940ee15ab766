package postmortem

import (
	"fmt"
	"html"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// style is all that the page needs. It loads nothing from anywhere.
const style = `body{font:16px/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse}th,td{border:1px solid #ccc;padding:.2rem .6rem;text-align:left;vertical-align:top}
h1,h2{line-height:1.2}`

// HTML writes a document as one page that stands by itself: no script, and nothing
// that is fetched.
func HTML(d Document) string {
	text := Tidy(d.PostmortemText)
	title := html.EscapeString("Postmortem of " + d.Incident.Ref + ": " + tidyWord(d.Incident.Title))
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n<style>\n%s\n</style>\n</head>\n<body>\n<h1>%s</h1>\n", title, style, title)
	b.WriteString("<table>\n")
	for _, row := range d.head() {
		fmt.Fprintf(&b, "<tr><th>%s</th><td>%s</td></tr>\n", row[0], inHTML(tidyWord(row[1])))
	}
	b.WriteString("</table>\n")
	for _, s := range sections {
		if under := d.underHTML(s, &text); under != "" {
			fmt.Fprintf(&b, "<h2>%s</h2>\n%s", s.title, under)
		}
	}
	b.WriteString("</body>\n</html>\n")
	return b.String()
}

func (d Document) underHTML(s section, t *airra.PostmortemText) string {
	switch {
	case s.text != nil:
		return paragraphHTML(**s.text(t))
	case s.list != nil:
		return listHTML(*s.list(t))
	case s.special == impact:
		return linesHTML(impactLines(t))
	case s.special == timeline:
		return d.timelineHTML()
	case s.special == actionItems:
		return itemsHTML(t.ActionItems)
	default:
		right, _, _ := strings.Cut(verdictLines(t), "\n")
		return linesHTML(right) + paragraphHTML(*t.AIEvaluationNotes)
	}
}

// inHTML writes a text of one or more lines.
func inHTML(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>\n")
}

func paragraphHTML(text string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph != "" {
			b.WriteString("<p>" + inHTML(paragraph) + "</p>\n")
		}
	}
	return b.String()
}

func listHTML(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	for _, entry := range list {
		b.WriteString("<li>" + inHTML(entry) + "</li>\n")
	}
	return "<ul>\n" + b.String() + "</ul>\n"
}

// linesHTML makes a list of lines of our own that were written for Markdown.
func linesHTML(lines string) string {
	var list []string
	for line := range strings.SplitSeq(lines, "\n") {
		if line != "" {
			list = append(list, strings.TrimPrefix(line, "- "))
		}
	}
	return listHTML(list)
}

func (d Document) timelineHTML() string {
	if len(d.Events) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<table>\n<tr><th>Time (UTC)</th><th>What happened</th><th>Who</th></tr>\n")
	for _, e := range d.Events[:min(len(d.Events), mostTold)] {
		fmt.Fprintf(&b, "<tr><td>%s</td><td>%s</td><td>%s</td></tr>\n", e.At.UTC().Format("2006-01-02 15:04:05"), inHTML(tidyWord(e.Description)), inHTML(tidyWord(e.Actor)))
	}
	return b.String() + "</table>\n"
}

func itemsHTML(items []airra.ActionItem) string {
	if len(items) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<table>\n<tr><th>#</th><th>What</th><th>Owner</th><th>Due</th><th>Priority</th><th>State</th></tr>\n")
	for _, i := range items {
		due := ""
		if i.DueDate != nil {
			due = *i.DueDate
		}
		fmt.Fprintf(&b, "<tr><td>%d</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
			i.Number, inHTML(i.Description), inHTML(i.Owner), inHTML(due), inHTML(i.Priority), inHTML(i.Status))
	}
	return b.String() + "</table>\n"
}
