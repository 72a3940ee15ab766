package cli

import (
	"io"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
)

// Streams are the outside of a command: where it reads and writes, what kind
// of thing is at the other end, and the two sources of surprise, the
// environment and the clock. Tests make their own.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer

	InTTY, OutTTY, ErrTTY bool
	Width                 int // columns of the terminal behind Out

	Env func(name string) string
	Now func() time.Time
}

// SystemStreams are those of this process.
func SystemStreams() Streams {
	s := Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTTY: term.IsTerminal(os.Stdin.Fd()), OutTTY: term.IsTerminal(os.Stdout.Fd()), ErrTTY: term.IsTerminal(os.Stderr.Fd()),
		Width: 80, Env: os.Getenv, Now: time.Now,
	}
	if width, _, err := term.GetSize(os.Stdout.Fd()); err == nil && width > 0 {
		s.Width = width
	}
	return s
}

// colour decides whether Out gets colours. The flag wins, then a wish to force
// them, then the wishes against them; with no wish a terminal gets them. The
// terminal is never asked for its background: the sixteen colours follow the
// theme of the person, and the question costs time on every start.
func (s Streams) colour(flag string) bool {
	force := s.Env("CLICOLOR_FORCE")
	switch {
	case flag == "always":
		return true
	case flag == "never":
		return false
	case force != "" && force != "0":
		return true
	case s.Env("NO_COLOR") != "" || s.Env("CLICOLOR") == "0" || s.Env("TERM") == "dumb":
		return false
	default:
		return s.OutTTY
	}
}
