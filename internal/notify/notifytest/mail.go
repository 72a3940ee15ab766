package notifytest

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
)

// Mail is one that a server accepted.
type Mail struct {
	From      string // of the envelope
	To        []string
	User      string // who had signed in
	Encrypted bool
	Raw       []byte
	Header    mail.Header
	Subject   string // decoded
	Text      string // decoded
	HTML      string // decoded
}

// read takes a mail apart. It wants the two alternatives, text first.
func (m *Mail) read(raw []byte) error {
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("the header: %w", err)
	}
	m.Raw, m.Header = raw, message.Header
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return fmt.Errorf("the subject: %w", err)
	}
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return fmt.Errorf("the content is %q: %w", kind, err)
	}
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	if m.Text, err = part(parts, "text/plain"); err != nil {
		return err
	}
	if m.HTML, err = part(parts, "text/html"); err != nil {
		return err
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		return fmt.Errorf("there is a third part: %w", err)
	}
	return nil
}

// part reads the next one, which must be of a kind.
func part(parts *multipart.Reader, want string) (string, error) {
	p, err := parts.NextRawPart()
	if err != nil {
		return "", fmt.Errorf("the part %s: %w", want, err)
	}
	kind, parameters, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
	if err != nil || kind != want || parameters["charset"] != "UTF-8" {
		return "", fmt.Errorf("a part is %q in %q: %w", kind, parameters["charset"], err)
	}
	if encoding := p.Header.Get("Content-Transfer-Encoding"); encoding != "quoted-printable" {
		return "", fmt.Errorf("a part is encoded as %q", encoding)
	}
	content, err := io.ReadAll(quotedprintable.NewReader(p))
	if err != nil {
		return "", fmt.Errorf("the part %s: %w", want, err)
	}
	return string(content), nil
}
