package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Message is what a channel has to deliver to one contact. In its JSON form it is
// what a command reads from its standard input and what stands under "data" in a
// webhook, so the names are a promise: they are added to and never changed.
type Message struct {
	Key           string                     `json:"key"`     // the same in every attempt: what has this key is one message
	Kind          airra.NotificationKind     `json:"kind"`    // page, assignment, manual or test
	Channel       string                     `json:"channel"` // the name under which the channel was called
	Priority      airra.NotificationPriority `json:"priority"`
	Subject       string                     `json:"subject"` // one line
	Text          string                     `json:"text"`    // lines for people, without the links
	Recipient     Recipient                  `json:"recipient"`
	Incident      *Incident                  `json:"incident"`       // null in a test
	AckURL        string                     `json:"ack_url"`        // whoever opens it can acknowledge; empty for none
	IncidentURL   string                     `json:"incident_url"`   // empty for none
	Step          int                        `json:"step"`           // of the escalation policy, from 0; -1 for none
	Attempt       int                        `json:"attempt"`        // how often this contact was told in this step, from 1
	PossiblyTwice bool                       `json:"possibly_twice"` // an earlier attempt may have arrived
	At            time.Time                  `json:"at"`             // when this attempt was begun
}

// Recipient is who is told, and where.
type Recipient struct {
	Name    string `json:"name"`
	Address string `json:"address"` // an e-mail address, a Slack handle, a telephone number: what the channel needs
}

// Incident is what a channel may know of an incident.
type Incident struct {
	ID         airra.IncidentID     `json:"id"`
	Ref        string               `json:"ref"`
	Title      string               `json:"title"`
	Service    airra.ServiceName    `json:"service"`
	Severity   airra.Severity       `json:"severity"`
	Status     airra.IncidentStatus `json:"status"`
	DetectedAt time.Time            `json:"detected_at"`
}

// JSON gives the message as one object on one line. Angle brackets stay as they are,
// since nobody puts it into a page of HTML and scripts like to read it.
func (m Message) JSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(m); err != nil {
		return nil, fmt.Errorf("write the message as JSON: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// repetition is said when an earlier attempt may have arrived.
const repetition = "You may have received this message before. It is the same one."

// Plain is the text with the links behind it, for channels that show nothing but
// text.
func (m Message) Plain() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(m.Text))
	links := []struct{ name, url string }{{"Acknowledge: ", m.AckURL}, {"Incident: ", m.IncidentURL}}
	separator := "\n\n"
	for _, link := range links {
		if link.url != "" {
			b.WriteString(separator + link.name + link.url)
			separator = "\n"
		}
	}
	if note := m.Note(); note != "" {
		b.WriteString("\n\n" + note)
	}
	return b.String() + "\n"
}

// Note is what a reader should know about the message itself, or nothing.
func (m Message) Note() string {
	if m.PossiblyTwice {
		return repetition
	}
	return ""
}

// shortestToken keeps a short end of a link from being taken for its token.
const shortestToken = 12

// Discreet takes the acknowledgement link out of a text. A program or a server that
// repeats what it was given must not bring the token into the record of the message,
// which many may read.
func (m Message) Discreet(text string) string {
	if m.AckURL == "" {
		return text
	}
	text = strings.ReplaceAll(text, m.AckURL, "[link]")
	if token := m.AckURL[strings.LastIndexByte(m.AckURL, '/')+1:]; len(token) >= shortestToken {
		text = strings.ReplaceAll(text, token, "[token]")
	}
	return text
}
