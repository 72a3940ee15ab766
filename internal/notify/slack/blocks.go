package slack

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/airra/airra/internal/notify"
)

// Limits of Block Kit, in characters as Slack counts them. One that is exceeded
// makes Slack refuse the whole message.
const (
	longestHeader     = 150
	longestSection    = 3000
	longestField      = 2000
	longestContext    = 2000
	longestFallback   = 4000
	longestButton     = 75
	longestURL        = 3000
	unnamed           = "AIRRA"
	styleOfMainButton = "primary"
)

// payload is what is posted. Links are not unfolded, because unfolding means that
// Slack opens them, and a token in a link is not to be opened by a robot.
type payload struct {
	Text        string  `json:"text"` // shown in notifications, and where blocks are not understood
	Blocks      []block `json:"blocks"`
	UnfurlLinks bool    `json:"unfurl_links"`
	UnfurlMedia bool    `json:"unfurl_media"`
}

type block struct {
	Type     string    `json:"type"`
	Text     *text     `json:"text,omitempty"`
	Fields   []text    `json:"fields,omitempty"`
	Elements []element `json:"elements,omitempty"`
}

// text is foreign wherever it is not a label, so it is plain where it can be. Where
// it is not, Slack is told to take it literally: no address in it becomes a link.
type text struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim,omitempty"`
}

// element is a button, or a text of a context.
type element struct {
	Type  string `json:"type"`
	Text  any    `json:"text"` // a text object in a button, the text itself in a context
	URL   string `json:"url,omitempty"`
	Style string `json:"style,omitempty"`
}

func plain(content string, most int) *text {
	return &text{Type: "plain_text", Text: escaped(content, most)}
}

// render lays a message out: what it is, the facts, the text, for whom it is, and
// the buttons.
func render(m notify.Message) payload {
	subject := notify.OneLine(m.Subject, longestFallback)
	if subject == "" {
		subject = unnamed
	}
	p := payload{Text: escaped(subject, longestFallback), Blocks: []block{{Type: "header", Text: plain(subject, longestHeader)}}}
	if m.Incident != nil {
		p.Blocks = append(p.Blocks, block{Type: "section", Fields: fields(*m.Incident)})
	}
	if body := strings.TrimSpace(m.Text); body != "" {
		p.Blocks = append(p.Blocks, block{Type: "section", Text: plain(body, longestSection)})
	}
	p.Blocks = append(p.Blocks, block{Type: "context", Elements: []element{{Type: "plain_text", Text: escaped(about(m), longestContext)}}})
	if buttons := buttons(m); len(buttons) > 0 {
		p.Blocks = append(p.Blocks, block{Type: "actions", Elements: buttons})
	}
	return p
}

// fields are the facts of an incident, in two columns.
func fields(i notify.Incident) []text {
	detected := i.DetectedAt.UTC().Format(time.RFC3339)
	rows := [][2]string{
		{"Service", escaped(string(i.Service), longestField/2)},
		{"Severity", escaped(string(i.Severity), longestField/2)},
		{"Status", escaped(strings.ReplaceAll(string(i.Status), "_", " "), longestField/2)},
		// Slack shows a time in the zone of who reads it.
		{"Detected", fmt.Sprintf("<!date^%d^{date_short_pretty} {time_secs}|%s>", i.DetectedAt.Unix(), detected)},
	}
	found := make([]text, 0, len(rows))
	for _, row := range rows {
		found = append(found, text{Type: "mrkdwn", Text: "*" + row[0] + "*\n" + row[1], Verbatim: true})
	}
	return found
}

// about says for whom a message is, since a webhook posts into a channel of many, and
// by which key it can be recognised.
func about(m notify.Message) string {
	parts := []string{}
	switch name, address := m.Recipient.Name, m.Recipient.Address; {
	case name != "" && address != "":
		parts = append(parts, "For "+name+" ("+address+")")
	case name+address != "":
		parts = append(parts, "For "+name+address)
	}
	if note := m.Note(); note != "" {
		parts = append(parts, note)
	}
	return strings.Join(append(parts, "Key "+m.Key), " · ")
}

// buttons open pages. Nothing is acknowledged by pressing one, since what a webhook
// posts cannot say who pressed it; the page behind it can.
func buttons(m notify.Message) []element {
	var found []element
	add := func(label, address, style string) {
		if address != "" && len(address) <= longestURL {
			found = append(found, element{Type: "button", Text: plain(label, longestButton), URL: address, Style: style})
		}
	}
	add("Acknowledge", m.AckURL, styleOfMainButton)
	if m.Incident != nil {
		add("Open "+m.Incident.Ref, m.IncidentURL, "")
	} else {
		add("Open AIRRA", m.IncidentURL, "")
	}
	return found
}

var entities = map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;"}

// escaped takes from foreign text what Slack would read as a mention or a link, and
// cuts it to the limit. It counts what is sent, never cuts through an entity, and
// counts as the strictest reader would: a character outside the basic plane is two.
func escaped(content string, most int) string {
	var b strings.Builder
	length, room := 0, most-1 // One is kept for the ellipsis.
	for n, r := range content {
		one, size := string(r), utf16.RuneLen(r)
		if entity, ok := entities[r]; ok {
			one, size = entity, len(entity)
		}
		size = max(size, 1) // A broken character is sent as one.
		if length+size > room && !fits(content[n:], most-length) {
			return b.String() + "…"
		}
		b.WriteString(one)
		length += size
	}
	return b.String()
}

// fits says whether the rest of a text still has room whole.
func fits(rest string, room int) bool {
	for _, r := range rest {
		size := max(utf16.RuneLen(r), 1)
		if entity, ok := entities[r]; ok {
			size = len(entity)
		}
		if room -= size; room < 0 {
			return false
		}
	}
	return true
}
