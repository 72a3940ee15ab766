package notifytest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// MailScript says what a mail server offers and wants, and how it answers.
type MailScript struct {
	StartTLS bool // offers it
	Implicit bool // speaks TLS from the first byte on
	// User and Password are wanted before a mail when they are set. Without TLS they are
	// asked for only where Insecure says so.
	User, Password string
	Insecure       bool
	Mechanisms     []string // PLAIN and LOGIN when empty
	Refusals       []Refusal
	Mute           bool // takes connections and never says a word
}

// The stages of a conversation at which a server can refuse.
const (
	AtAuth  = "auth"
	AtMail  = "mail"  // the sender
	AtRcpt  = "rcpt"  // the recipient
	AtEnd   = "end"   // the whole mail has been read
	AtReset = "reset" // the mail has been accepted
)

// Refusal is one unfriendly answer. The script's refusals are used up in their order,
// each at its stage.
type Refusal struct {
	At   string
	Code int    // 0 closes the connection instead of answering
	Text string // the password is put behind it, as careless servers do
	Hang bool   // never answers
}

// MailServer is a mail server of a test.
type MailServer struct {
	Host  string
	Port  int
	Roots *x509.CertPool // what its certificate is verified with

	script MailScript
	closed chan struct{}

	mu       sync.Mutex
	refusals []Refusal
	mails    []Mail
	onHang   func()
}

// NewMailServer starts one on this machine. It ends with the test.
func NewMailServer(t testing.TB, script MailScript) *MailServer {
	t.Helper()
	certificate, roots := selfMade(t)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(listener.Addr().String())
	s := &MailServer{Host: host, Roots: roots, script: script, closed: make(chan struct{}), refusals: script.Refusals}
	if s.Port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain, server.AllowInsecureAuth = "mail.test", script.Insecure
	server.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	encryption := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if script.StartTLS {
		server.TLSConfig = encryption
	}
	if script.Implicit {
		listener = tls.NewListener(listener, encryption)
	}
	s.run(t, server, listener)
	return s
}

func (s *MailServer) run(t testing.TB, server *smtp.Server, listener net.Listener) {
	var all sync.WaitGroup
	all.Go(func() {
		if s.script.Mute {
			s.swallow(listener)
			return
		}
		if err := server.Serve(listener); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		close(s.closed)
		_, _ = server.Close(), listener.Close() // A mute one serves nothing; the other has closed its listener.
		all.Wait()
		ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
		cancel()
		_ = server.Shutdown(ctx)
	})
}

// swallow takes connections and says nothing.
func (s *MailServer) swallow(listener net.Listener) {
	var taken []net.Conn
	for {
		conn, err := listener.Accept()
		if err != nil {
			break
		}
		taken = append(taken, conn)
	}
	for _, conn := range taken {
		_ = conn.Close()
	}
}

// Mails lists what was accepted so far.
func (s *MailServer) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// OnHang calls a function when the server reaches the point from which it no longer
// answers, so that a test knows that somebody waits.
func (s *MailServer) OnHang(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onHang = do
}

// next gives the refusal for a stage, if the script has one now.
func (s *MailServer) next(stage string) (Refusal, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.refusals) == 0 || s.refusals[0].At != stage {
		return Refusal{}, false
	}
	refusal := s.refusals[0]
	s.refusals = s.refusals[1:]
	return refusal, true
}

// refuse carries the script out at one stage. It gives nil where the script has
// nothing against going on.
func (s *MailServer) refuse(stage string, conn *smtp.Conn) error {
	refusal, found := s.next(stage)
	switch {
	case !found:
		return nil
	case refusal.Hang:
		s.mu.Lock()
		hung := s.onHang
		s.mu.Unlock()
		if hung != nil {
			hung()
		}
		<-s.closed
		return io.ErrClosedPipe
	case refusal.Code == 0:
		_ = conn.Conn().Close()
		return io.ErrClosedPipe
	default:
		return &smtp.SMTPError{Code: refusal.Code, Message: refusal.Text + " " + s.script.Password}
	}
}
