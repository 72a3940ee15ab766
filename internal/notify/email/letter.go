package email

import (
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// letter is a mail and the two addresses of its envelope.
type letter struct {
	from, to *mail.Address
	mail     *gomail.Msg
}

// write makes the mail. Its Message-ID comes from the key, so that a mail that is
// sent twice is shown once by programs that look. All mails about one incident hang
// on one identifier, which no mail bears, and are so shown as one conversation.
func (c *Channel) write(m notify.Message) (*letter, error) {
	from, err := address(c.options.From, "")
	if err != nil {
		return nil, err
	}
	if from.Name == "" {
		from.Name = "AIRRA"
	}
	to, err := address(m.Recipient.Address, m.Recipient.Name)
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(notify.OneLine(m.Subject, longestSubject))
	msg.SetDateWithValue(m.At.UTC())
	domain := domainOf(from.Address)
	msg.SetMessageIDWithValue(notify.SafeKey(m.Key) + "@" + domain)
	if m.Incident != nil {
		thread := "<incident." + notify.SafeKey(string(m.Incident.ID)) + "@" + domain + ">"
		msg.SetGenHeader(gomail.HeaderInReplyTo, thread)
		msg.SetGenHeader(gomail.HeaderReferences, thread)
	}
	// Nobody's absence note is to answer, and rules can sort by the key.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Airra-Key", notify.SafeKey(m.Key))
	if m.Priority == airra.PriorityCritical || m.Priority == airra.PriorityHigh {
		msg.SetImportance(gomail.ImportanceHigh)
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Plain())
	msg.AddAlternativeString(gomail.TypeTextHTML, page(m))
	return &letter{from: from, to: to, mail: msg}, nil
}

// longestSubject is that of a notification.
const longestSubject = 500

func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}
