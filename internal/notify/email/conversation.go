package email

import (
	"fmt"
	"net/mail"

	"github.com/wneessen/go-mail/smtp"
)

// stage says how far a conversation had come.
type stage int

const (
	before stage = iota // connecting, encrypting, signing in
	during              // sender, recipient and the beginning of the mail
	after               // the end of the mail was sent: the server may have it
)

// stageError is an error with the stage at which it occurred.
type stageError struct {
	at  stage
	err error
}

func (e *stageError) Error() string { return e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

// handOver gives the server one mail and returns its answer. The library could do
// this in one call, but tells neither how far it came nor what the server said.
func handOver(server *smtp.Client, l *letter) (answer string, err error) {
	if err := server.Mail(envelope(l.from)); err != nil {
		return "", &stageError{during, err}
	}
	if err := server.Rcpt(envelope(l.to)); err != nil {
		return "", &stageError{during, err}
	}
	data, err := server.Data()
	if err != nil {
		return "", &stageError{during, err}
	}
	if _, err := l.mail.WriteTo(data); err != nil {
		return "", &stageError{during, fmt.Errorf("write the mail: %w", err)}
	}
	if err := data.Close(); err != nil {
		return "", &stageError{after, err}
	}
	if closed, ok := data.(*smtp.DataCloser); ok {
		answer = closed.ServerResponse()
	}
	return answer, nil
}

// envelope is an address without the name of whose it is.
func envelope(a *mail.Address) string { return (&mail.Address{Address: a.Address}).String() }
