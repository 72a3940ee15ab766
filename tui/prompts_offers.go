package tui

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/look"
)

// offer is something that can be typed: a word, or the letter that the cockpit has for
// the same, and of a list the number of its row.
type offer struct {
	word, key string
	text      string // what it does; of a row, the row
	write     bool   // it changes something
	do        func(p *prompter, rest string) error
}

// sayOffers names the words that mean something here. Those that mean the same
// everywhere are told by help, so that nobody has to listen to them in every place.
func (p *prompter) sayOffers() {
	var words []string
	for _, o := range p.offered() {
		words = append(words, o.word)
	}
	if own := len(words) - len(p.allowed(anyPlace())); !p.home {
		words = append(words[:own], backWord, "help")
	}
	p.say("You can type: " + strings.Join(words, ", ") + ".")
}

// offered are the words of this place and those of every place.
func (p *prompter) offered() []offer {
	var all []offer
	if place := p.here(); place != nil {
		all = place.offers(p.m)
	}
	return p.allowed(append(all, anyPlace()...))
}

// allowed leaves out what cannot be done.
func (p *prompter) allowed(all []offer) []offer {
	return slices.DeleteFunc(all, func(o offer) bool {
		return p.m.opts.ReadOnly && o.write || p.home && (o.word == backWord || o.word == "menu")
	})
}

// anyPlace is what can be typed in every place.
func anyPlace() []offer {
	return []offer{
		{word: "again", key: "R", text: "asks the server again and tells this place anew", do: func(p *prompter, _ string) error { return p.arrive() }},
		{word: "undo", key: "u", text: "takes the last acknowledgement, assignment or override back", write: true, do: (*prompter).undo},
		{word: "page", key: "M", text: "pages somebody after a question, like: page payment-service: checkout is down", write: true, do: (*prompter).paging},
		{word: "sim", text: "tells what can be simulated; with the name of one it starts or stops it, after a question", do: (*prompter).simulating},
		{word: backWord, key: "-", text: "goes back to where you came from", do: func(p *prompter, _ string) error { return p.back() }},
		{word: "menu", text: "goes to the main menu", do: func(p *prompter, _ string) error { p.m.detail = nil; return p.back() }},
		{word: "help", key: "?", text: "tells what can be typed here", do: func(p *prompter, _ string) error { p.help(); return nil }},
		{word: "q", text: "leaves", do: func(*prompter, string) error { return errLeft }},
	}
}

// help tells each word with what it does.
func (p *prompter) help() {
	if len(p.rows) > 0 {
		p.say("A number chooses a row of the list.")
	}
	for _, o := range p.offered() {
		p.say(o.word + ": " + o.text + ".")
	}
	p.say("Everywhere: INC-142 opens that incident, and the name of a screen goes there: deck, incidents and a filter, approvals, on-call, services, notifications, analytics, log.")
	p.say("Where a question proposes something in brackets, enter alone takes it. back leaves a question, and nothing was done.")
}

// obey does what was typed.
func (p *prompter) obey(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if n, err := strconv.Atoi(strings.TrimSuffix(word, ".")); err == nil {
		return p.choose(n, rest)
	}
	switch o := p.find(word); {
	case leaves(line):
		return errLeft
	case strings.EqualFold(word, "more"):
		p.more()
		return nil
	case line == "":
		p.sayOffers()
		return nil
	case o != nil && o.write && p.m.opts.ReadOnly:
		return p.run(p.m.perform(act{})) // It says that nothing is changed from here.
	case o != nil:
		return o.do(p, rest)
	}
	if isRef(word) {
		return p.open(word)
	}
	if index := p.m.screenNamed(word); index >= 0 {
		return p.goTo(index, rest)
	}
	p.say(look.Line(word) + " is nothing that can be typed here. help tells what can.")
	return nil
}

// choose takes a row of what was told last.
func (p *prompter) choose(n int, rest string) error {
	switch {
	case len(p.rows) == 0:
		p.say("There is no list here to choose from. An incident is named like INC-142.")
		return nil
	case n < 1 || n > len(p.rows):
		p.say("There is no number " + strconv.Itoa(n) + " here; the list has " + plural(len(p.rows), "row") + ". An incident is named like INC-142.")
		return nil
	default:
		return p.rows[n-1].do(p, rest)
	}
}

// find gives the offer of a word: by the letter of the cockpit, by the whole word, or
// by a beginning that only one word has. What changes something and can be meant by a
// beginning is still asked about, or can be undone.
func (p *prompter) find(word string) *offer {
	all := p.offered()
	if p.m.opts.ReadOnly { // So that a refusal says why.
		all = append(all, anyPlace()...)
		if place := p.here(); place != nil {
			all = append(all, place.offers(p.m)...)
		}
	}
	lower := strings.ToLower(word)
	for n := range all {
		if o := &all[n]; word != "" && o.key == word || o.word == lower {
			return o
		}
	}
	var found *offer
	for n := range all {
		if o := &all[n]; len(lower) > 1 && strings.HasPrefix(o.word, lower) {
			if found != nil && found.word != o.word {
				return nil
			}
			found = o
		}
	}
	return found
}

// goTo shows a screen, with a filter behind the word where it is the incidents.
func (p *prompter) goTo(index int, filterText string) error {
	if s, ok := p.m.screens[index].(*incidents); ok && filterText != "" {
		if f, err := parseFilter(filterText, p.m.opts.Now()); err == nil {
			s.filter = f
		} else {
			p.say(sentenceOf(err.Error()))
			return nil
		}
	}
	return p.show(index)
}

// open goes to an incident, also to one that is too old to be in the list.
func (p *prompter) open(name string) error {
	before := p.m.detail
	p.m.detail = nil
	p.pump(p.m.find(name))
	if p.m.detail == nil {
		p.m.detail = before
		if p.m.toast.message == "" {
			p.say("The server does not answer, so " + look.Line(name) + " cannot be opened.")
		}
		p.overheard()
		return nil
	}
	p.home, p.from = false, 0
	p.tell()
	return nil
}

// screens are the rows of the main menu.
func (p *prompter) screens() []offer {
	about := []string{
		"what needs you now, and what else is open", "all of them, with a filter", "what waits for a decision or for execution",
		"who is on call, and the week", "what is watched, and how it is", "what was sent to whom",
		"how fast incidents end, who is woken, and what was learned", "what you have done, as commands",
	}
	rows := make([]offer, len(p.m.screens))
	for n, s := range p.m.screens {
		rows[n] = offer{text: s.title() + ": " + about[n], do: func(p *prompter, rest string) error { return p.goTo(n, rest) }}
	}
	return rows
}

// pressed makes an offer of a key of the cockpit. What stands behind the word answers
// the line that the key opens.
func pressed(press func(m *Model, k tea.KeyPressMsg) tea.Cmd, key string) func(p *prompter, rest string) error {
	return func(p *prompter, rest string) error {
		p.m.line = nil
		cmd := press(p.m, tea.KeyPressMsg{Code: []rune(key)[0], Text: key})
		if open := p.m.line; open != nil && rest != "" {
			p.m.line = nil
			cmd = open.done(rest)
		}
		return p.run(cmd)
	}
}
