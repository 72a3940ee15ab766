package email

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/textproto"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"github.com/airra/airra/internal/notify"
)

// longestShown bounds what is repeated of a server or of an address.
const longestShown = 200

// failure says for people how an attempt ended, and whether another one can help: a
// number that begins with 5 is the server's last word, everything else may pass.
func (c *Channel) failure(caller, limited context.Context, m notify.Message, err error) *notify.Failure {
	host := c.options.Host
	var answered *textproto.Error
	var staged *stageError
	f := &notify.Failure{}
	switch {
	case errors.As(err, &answered):
		f.Permanent = answered.Code >= 500
		f.Message = fmt.Sprintf("%s answered %d: %s", host, answered.Code, reason(answered))
		f.Err = fmt.Errorf("status %d", answered.Code)
	case caller.Err() != nil:
		f.Message, f.Err = "the conversation with "+host+" was broken off", caller.Err()
	case limited.Err() != nil:
		f.Message, f.Err = fmt.Sprintf("%s did not answer within %s", host, c.options.Timeout), limited.Err()
	default:
		f.Permanent = errors.Is(err, smtp.ErrUnencrypted) && c.options.TLS == None
		f.Message = host + " " + trouble(err)
	}
	f.Message = c.clean(m, f.Message)
	if answered == nil && errors.As(err, &staged) && staged.at == after {
		f.Message += "; it may have the mail"
	}
	if f.Err == nil {
		f.Err = errors.New(f.Message) // The library's own error could repeat what was just taken out.
	}
	return f
}

// reason is what the server wrote. Where it is about signing in, its words are not
// repeated: some servers write there what they were given.
func reason(answered *textproto.Error) string {
	switch answered.Code {
	case 432, 454, 530, 534, 535, 538:
		return "it does not accept the user name or the password, or the way of signing in"
	default:
		return answered.Msg
	}
}

// trouble is what happened without an answer of the server. The library has no types
// for the two most common mistakes in the settings, so its words are looked for; if
// they change, people see the library's words instead of ours.
func trouble(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, smtp.ErrUnencrypted):
		return "would get the password over a connection that is not encrypted"
	case strings.Contains(text, "does not support STARTTLS"):
		return "offers no encryption, on which AIRRA_SMTP_TLS insists"
	case strings.Contains(text, "does not support SMTP AUTH"):
		return "offers no way of signing in, but there is an AIRRA_SMTP_USER"
	default:
		return "cannot be talked to: " + text
	}
}

// clean makes a text fit to be shown.
func (c *Channel) clean(m notify.Message, text string) string {
	return notify.OneLine(m.Discreet(c.secrets.Replace(text)), longestShown+len(c.options.Host))
}

// withoutPassword takes a password out of a text, in every form in which a
// conversation carries it.
func withoutPassword(user, password string) *strings.Replacer {
	if password == "" {
		return strings.NewReplacer()
	}
	const hidden = "[password]"
	encode := base64.StdEncoding.EncodeToString
	return strings.NewReplacer(
		encode([]byte("\x00"+user+"\x00"+password)), hidden,
		encode([]byte(password)), hidden,
		password, hidden,
	)
}
