package tui

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/tui/ruler"
)

// helpDialog lists the keys: those of the screen below it first, then those of
// everywhere. Any key closes it.
type helpDialog struct{}

// keyLine is a key and what it does.
type keyLine struct{ key, text string }

// everywhere are the keys that every screen has.
var everywhere = []keyLine{
	{"1 … 8", "screen by number"},
	{"tab shift+tab", "next, previous"},
	{"j k g G ctrl+d", "move, ends, page"},
	{"esc  -", "back"},
	{":", "go to, like INC-142"},
	{"ctrl+k", "find what to do"},
	{":save NAME", "keep the filter"},
	{":sim", "scenarios, drills"},
	{"M", "page somebody (asks)"},
	{"@  u", "log, undo (for 10 s)"},
	{"T", "ago, local, UTC"},
	{"R", "load again"},
	{"ctrl+z", "to the shell, fg"},
	{"q  ctrl+c", "leave"},
}

// onIncidents are the keys of every screen that shows an incident.
var onIncidents = []keyLine{
	{"a", "acknowledge"},
	{"A", "ack for a while"},
	{"c", "note"},
	{"E", "note in $EDITOR"},
	{"i  I", "assign, to me"},
	{"e", "escalate (asks)"},
	{"r", "resolve, cause"},
	{"O", "open again"},
	{"z", "analyze again"},
	{"P", "decide (asks)"},
	{"f", "false alarm (asks)"},
	{"y  Y", "copy name, line"},
}

// onList are the further keys of the list of incidents.
var onList = []keyLine{
	{"n N", "next that needs you"},
	{"v", "mark a range"},
	{"s < >  S", "order, reverse"},
}

// onLayout are the keys of every list with a preview.
var onLayout = []keyLine{
	{"p  + _", "preview, its size"},
	{"W", "wide list"},
}

// keysOfLists are those that the screen has because it is a list.
func (m *Model) keysOfLists() []keyLine {
	switch m.screenNow().(type) {
	case *deck:
		return onLayout
	case *incidents:
		return slices.Concat(onList, onLayout)
	default:
		return nil
	}
}

func (*helpDialog) draw(m *Model, width int) []string {
	half := (width - 6) / 2
	left := append([]string{m.styles.Strong.Render("EVERYWHERE")}, keyLines(m, everywhere, half)...)
	left = append(left, keyLines(m, m.keysOfLists(), half)...)
	right := []string{m.styles.Strong.Render("HERE: " + m.screenNow().title())}
	here := m.keysHere()
	right = append(right, keyLines(m, here, half)...)
	if (m.current < incidentScreens || m.detail != nil) && !m.opts.ReadOnly {
		right = append(right, m.styles.Strong.Render("AN INCIDENT"))
		right = append(right, keyLines(m, without(onIncidents, here), half)...)
	}
	lines := make([]string, min(max(len(left), len(right)), max(1, m.height-4)))
	left, right = fill(left, frame{half, len(lines)}), fill(right, frame{half, len(lines)})
	for n := range lines {
		lines[n] = left[n] + "  " + right[n]
	}
	return m.box("Keys", "any key closes", width, lines)
}

// incidentScreens is how many screens, from the first on, show incidents.
const incidentScreens = 2

// keysHere are what the screen itself says of its keys: keys and words, two
// spaces between one and the next.
func (m *Model) keysHere() []keyLine {
	var keys []keyLine
	for part := range strings.SplitSeq(m.screenNow().hints(m), "  ") {
		key, text, found := strings.Cut(strings.TrimSpace(part), " ")
		for { // h l tabs: a word of one sign is a key too.
			other, rest, more := strings.Cut(text, " ")
			if !more || utf8.RuneCountInString(other) != 1 {
				break
			}
			key, text = key+" "+other, rest
		}
		if found {
			keys = append(keys, keyLine{key, text})
		}
	}
	return keys
}

// without leaves out the keys that were named already.
func without(keys, named []keyLine) []keyLine {
	return slices.DeleteFunc(slices.Clone(keys), func(k keyLine) bool {
		return slices.ContainsFunc(named, func(n keyLine) bool { return n.key == k.key })
	})
}

func keyLines(m *Model, keys []keyLine, width int) []string {
	const keyCells = 14
	lines := make([]string, len(keys))
	for n, k := range keys {
		lines[n] = ruler.Fit(m.styles.Accent.Render(ruler.Fit(k.key, keyCells))+" "+k.text, width)
	}
	return lines
}

func (*helpDialog) key(m *Model, _ tea.KeyPressMsg) tea.Cmd {
	m.closeDialog()
	return nil
}
