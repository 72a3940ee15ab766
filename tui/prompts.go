package tui

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/look"
)

// Lines are the two ends of the cockpit as line prompts.
type Lines struct {
	In   io.Reader
	Out  io.Writer
	Echo bool // what was read is written behind its prompt, for input that no terminal shows
}

// Prompt is the cockpit for those who listen to it, and for terminals that can do
// nothing: the same model, the same acts and the same dialogs, told in plain lines and
// answered by one line at a time. It ends without an error when the person leaves or the
// input ends, and with that of the context when they interrupt it.
func Prompt(ctx context.Context, o Options, l Lines) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave() // The event stream ends with the conversation.
	p := &prompter{feed: o.Feed, in: bufio.NewReader(l.In), out: l.Out, echo: l.Echo, home: true}
	o.Feed, o.Theme = nil, ThemeMono // Without a feed, a command ends when its answer is there.
	p.m = New(ctx, o)
	p.say("AIRRA, " + look.Line(o.Context) + ", in plain lines. Type a number or a word, then enter. help tells what can be typed, q leaves.")
	p.listen()
	p.pump(p.m.loadAll())
	p.tell()
	return p.converse()
}

// prompter is a conversation about a model.
type prompter struct {
	m    *Model
	feed Feed
	in   *bufio.Reader
	out  io.Writer
	echo bool

	home   bool    // the main menu is told, and no screen
	rows   []offer // as they were told last: what a number means does not change under the reader
	from   int     // of a long list, the first row that is told
	inbox  inbox
	away   bool  // the server was away when that was told last
	broken error // why nothing can be written any more
}

// errLeft ends the conversation from wherever it is, also from the middle of a question.
var errLeft = errors.New("the person has left")

// converse reads lines until there are no more.
func (p *prompter) converse() error {
	for !p.m.quitting && p.broken == nil {
		p.news()
		p.health()
		line, err := p.read(p.name() + "> ")
		if err == nil {
			err = p.obey(strings.TrimSpace(line))
		}
		if errors.Is(err, errLeft) {
			break
		}
		if err != nil {
			return err
		}
	}
	return p.broken
}

// name is where the person is, as the prompt says it.
func (p *prompter) name() string {
	if p.home {
		return "menu"
	}
	if p.m.detail != nil {
		return look.Line(p.m.detail.ref(p.m))
	}
	return strings.ToLower(p.m.screenNow().title())
}

// told is a screen that can be told.
type told interface {
	words(m *Model) []string // what it says
	listed(m *Model) []offer // what is chosen by its number
	offers(m *Model) []offer // what is done by a word
}

// here is the screen that is told, or nil in the main menu.
func (p *prompter) here() told {
	if p.home {
		return nil
	}
	place, _ := p.m.screenNow().(told)
	return place
}

// tell says where the person is, from the newest that can be known.
func (p *prompter) tell() {
	place := p.here()
	if place == nil {
		p.rows = p.screens()
		p.sayAll(p.m.standingOf())
	} else {
		p.rows = place.listed(p.m)
		p.sayAll(place.words(p.m))
	}
	p.list()
	p.sayOffers()
}

// mostRows is how many rows are told at once; more tells the next ones.
const mostRows = 20

func (p *prompter) list() {
	to := min(p.from+mostRows, len(p.rows))
	for n := p.from; n < to; n++ {
		p.say(strconv.Itoa(n+1) + ". " + p.rows[n].text)
	}
	if left := len(p.rows) - to; left > 0 {
		p.say(plural(left, "row") + " left: more tells them.")
	}
}

// more tells the next rows of a long list.
func (p *prompter) more() {
	if p.from+mostRows >= len(p.rows) {
		p.say("That was all of the list.")
		return
	}
	p.from += mostRows
	p.list()
}

// arrive asks for what a place shows and tells it.
func (p *prompter) arrive() error {
	p.from = 0
	m := p.m
	p.pump(m.freshen())
	if !p.home {
		p.pump(m.screenNow().load(m))
	}
	p.overheard()
	p.health()
	p.tell()
	return nil
}

// show goes to one of the screens.
func (p *prompter) show(index int) error {
	p.home = false
	p.m.detail = nil
	p.m.show(index)
	return p.arrive()
}

// back goes to where the person came from, and at last to the main menu.
func (p *prompter) back() error {
	if p.m.detail == nil {
		p.home = true
		p.m.before = nil
	}
	p.m.detail = nil
	return p.arrive()
}
