package postmortem

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// Problem is a line that could not be understood.
type Problem struct {
	Line    int // from 1
	Message string
}

// String is the problem for people.
func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Message) }

// Read gives what a document says, and what in it could not be understood. A section
// that is not there says nothing, so an update from the document leaves it alone; one
// that is empty empties it.
func Read(markdown string) (airra.PostmortemText, []Problem) {
	r := &reading{}
	for _, part := range r.split(markdown) {
		r.section(part)
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
	return r.text, r.problems
}

type reading struct {
	text     airra.PostmortemText
	problems []Problem
	seen     map[string]bool
}

func (r *reading) wrong(at int, format string, args ...any) {
	r.problems = append(r.problems, Problem{Line: at, Message: fmt.Sprintf(format, args...)})
}

// line is one line of the document with its number.
type line struct {
	at   int
	text string
}

type part struct {
	section section
	lines   []line
}

var (
	heading = regexp.MustCompile(`^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$`)
	fence   = regexp.MustCompile("^ *(?:```|~~~)")
	bullet  = regexp.MustCompile(`^ ?(?:[-*+]|\d{1,9}[.)])(?:\s+(.*))?$`)
	nested  = regexp.MustCompile(`^(?: {2,}|\t)\s*[-*+]\s+(number|owner|due|due date|priority|status)\s*:\s*(.*)$`)
	box     = regexp.MustCompile(`^\[([ xX])\]\s*(.*)$`)
)

// split takes the document apart at its headings. Comments are left out, and what
// looks like a heading in a block of code is none.
func (r *reading) split(markdown string) []part {
	var parts []part
	var now *part
	lost, inFence, inComment := false, false, false
	text := strings.ReplaceAll(markdown, "\r\n", "\n")
	at := 0
	for l := range strings.SplitSeq(text, "\n") {
		at++
		if inComment = inComment || !inFence && strings.HasPrefix(strings.TrimSpace(l), "<!--"); inComment {
			inComment = !strings.Contains(l, "-->")
			continue
		}
		if fence.MatchString(l) {
			inFence = !inFence
		}
		h := heading.FindStringSubmatch(l)
		if h == nil || inFence {
			switch {
			case now != nil:
				now.lines = append(now.lines, line{at, l})
			case !lost && strings.TrimSpace(l) != "" && !strings.HasPrefix(strings.TrimSpace(l), "|"):
				lost = true
				r.wrong(at, "it stands under no heading that is known, so it was not read")
			}
			continue
		}
		now, lost = nil, false
		s, known := sectionNamed(unescapeLine(h[2]))
		switch {
		case !known && len(h[1]) == 1: // The title.
		case !known:
			lost = true
			r.wrong(at, "there is no section %q, so what stands there was not read", h[2])
		case r.seen[s.title]:
			lost = true
			r.wrong(at, "the section %q is there twice, so only the first one was read", s.title)
		default:
			if r.seen == nil {
				r.seen = map[string]bool{}
			}
			r.seen[s.title] = true
			parts = append(parts, part{section: s})
			now = &parts[len(parts)-1]
		}
	}
	return parts
}

func (r *reading) section(p part) {
	switch s := p.section; {
	case s.text != nil:
		text := unescapeText(textsOf(p.lines))
		*s.text(&r.text) = &text
	case s.list != nil:
		*s.list(&r.text) = entries(p.lines)
	case s.special == impact:
		r.impact(p.lines)
	case s.special == actionItems:
		r.items(p.lines)
	case s.special == verdict:
		r.verdict(p.lines)
	}
}

func textsOf(lines []line) []string {
	texts := make([]string, len(lines))
	for n, l := range lines {
		texts[n] = l.text
	}
	return texts
}

// group takes lines apart into the entries of a list. A paragraph that belongs to no
// entry is one by itself: people write what they want to say, not what parsers want.
func group(lines []line) [][]line {
	var groups [][]line
	empty := false // the line before was
	for _, l := range lines {
		text := strings.TrimSpace(l.text)
		m := bullet.FindStringSubmatch(l.text)
		switch {
		case text == "":
			if len(groups) > 0 {
				groups[len(groups)-1] = append(groups[len(groups)-1], line{l.at, ""})
			}
		case m != nil:
			groups = append(groups, []line{{l.at, m[1]}})
		case len(groups) == 0 || empty && !indented(l.text):
			groups = append(groups, []line{l})
		default:
			groups[len(groups)-1] = append(groups[len(groups)-1], l)
		}
		empty = text == ""
	}
	return groups
}

func indented(text string) bool {
	return strings.HasPrefix(text, "  ") || strings.HasPrefix(text, "\t")
}

func entries(lines []line) []string {
	list := []string{}
	for _, g := range group(lines) {
		if entry := unescapeText(textsOf(g)); entry != "" {
			list = append(list, entry)
		}
	}
	return list
}

// labelled takes a line like "- Users affected: 12" apart.
func labelled(text string) (label, value string, ok bool) {
	if m := bullet.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	label, value, ok = strings.Cut(text, ":")
	return strings.ToLower(strings.TrimSpace(label)), strings.TrimSpace(unescapeLine(value)), ok
}

func (r *reading) impact(lines []line) {
	for _, l := range lines {
		if strings.TrimSpace(l.text) == "" {
			continue
		}
		label, value, ok := labelled(l.text)
		none := value == "" || strings.EqualFold(value, unknown)
		plain := strings.NewReplacer(",", "", "_", "", "$", "").Replace(value)
		switch {
		case !ok:
			r.wrong(l.at, "it is no line like %q", "- "+labelUsers+": 12")
		case strings.HasPrefix(label, "duration"):
			r.text.DurationMinutes = whole(r, l.at, label, strings.TrimSuffix(strings.TrimSuffix(plain, " minutes"), " min"), value == "")
		case strings.HasPrefix(label, "users"):
			if r.text.UsersAffected = whole(r, l.at, label, plain, none); none {
				r.text.Without = append(r.text.Without, airra.WithoutUsersAffected)
			}
		case strings.HasPrefix(label, "revenue"):
			r.revenue(l.at, label, plain, none)
		default:
			r.wrong(l.at, "the impact has no %q", label)
		}
	}
}

func whole(r *reading, at int, label, value string, none bool) *int64 {
	if none {
		return nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		r.wrong(at, "%s takes a whole number that is not negative, not %q", label, value)
		return nil
	}
	return &n
}

func (r *reading) revenue(at int, label, value string, none bool) {
	if none {
		r.text.Without = append(r.text.Without, airra.WithoutRevenue)
		return
	}
	amount, err := strconv.ParseFloat(value, 64)
	if err != nil || !(amount >= 0) || amount > 1e15 {
		r.wrong(at, "%s takes an amount that is not negative, not %q", label, value)
		return
	}
	r.text.RevenueImpactUSD = &amount
}

func (r *reading) verdict(lines []line) {
	var notes []string
	for _, l := range lines {
		label, value, ok := labelled(l.text)
		if !ok || label != strings.ToLower(labelRight) {
			notes = append(notes, l.text)
			continue
		}
		switch strings.ToLower(value) {
		case "yes", "no":
			right := strings.EqualFold(value, "yes")
			r.text.AIHypothesisCorrect = &right
		case notJudged, "", unknown:
			r.text.Without = append(r.text.Without, airra.WithoutAICorrect)
		default:
			r.wrong(l.at, "it takes yes, no or %s, not %q", notJudged, value)
		}
	}
	text := unescapeText(notes)
	r.text.AIEvaluationNotes = &text
}
