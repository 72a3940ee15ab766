package notifytest

import (
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one conversation with the mail server.
type session struct {
	server  *MailServer
	conn    *smtp.Conn
	mail    Mail
	known   bool // has signed in
	written bool // has had a mail accepted
}

func (s *MailServer) session(conn *smtp.Conn) (smtp.Session, error) {
	return &session{server: s, conn: conn}, nil
}

// AuthMechanisms lists the ways of signing in.
func (s *session) AuthMechanisms() []string {
	switch {
	case s.server.script.User == "":
		return nil
	case len(s.server.script.Mechanisms) > 0:
		return s.server.script.Mechanisms
	default:
		return []string{sasl.Plain, sasl.Login}
	}
}

// Auth begins signing in.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return s.signIn(user, password) }), nil
	case sasl.Login:
		return &login{check: s.signIn}, nil
	default:
		return nil, smtp.ErrAuthUnknownMechanism
	}
}

func (s *session) signIn(user, password string) error {
	if err := s.server.refuse(AtAuth, s.conn); err != nil {
		return err
	}
	if user != s.server.script.User || password != s.server.script.Password {
		return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: fmt.Sprintf("no %q with the password %q", user, password)}
	}
	s.known, s.mail.User = true, user
	return nil
}

// Mail takes the sender.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.script.User != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	s.mail = Mail{From: from, User: s.mail.User}
	_, s.mail.Encrypted = s.conn.TLSConnectionState()
	return s.server.refuse(AtMail, s.conn)
}

// Rcpt takes a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.server.refuse(AtRcpt, s.conn); err != nil {
		return err
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

// Data takes the mail and keeps it, if the script lets it.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.server.refuse(AtEnd, s.conn); err != nil {
		return err
	}
	if err := s.mail.read(raw); err != nil {
		return &smtp.SMTPError{Code: 554, Message: "unreadable: " + err.Error()}
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, s.mail)
	s.written = true
	return nil
}

// Reset forgets the mail. It is called after every one.
func (s *session) Reset() {
	if s.written {
		_ = s.server.refuse(AtReset, s.conn)
	}
}

// Logout ends the conversation.
func (s *session) Logout() error { return nil }

// login is the server's side of LOGIN, which asks for one after the other.
type login struct {
	check    func(user, password string) error
	user     string
	question int
}

func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.question++
	switch {
	case l.question == 1 && response == nil:
		return []byte("Username:"), false, nil
	case l.user == "":
		l.user = string(response)
		return []byte("Password:"), false, nil
	case l.question > 3:
		return nil, false, errors.New("too many answers")
	default:
		return nil, true, l.check(l.user, string(response))
	}
}
