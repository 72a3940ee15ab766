package postmortem

import (
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// items reads the action items. The box wins over the word: somebody who ticks it has
// done it, whatever the line below still says.
func (r *reading) items(lines []line) {
	r.text.ActionItems = []airra.ActionItem{}
	for _, g := range group(lines) {
		i := airra.ActionItem{Status: airra.ItemOpen}
		ticked := false
		if m := box.FindStringSubmatch(g[0].text); m != nil {
			ticked, g[0].text = m[1] != " ", m[2]
		}
		var words []string
		for _, l := range g {
			if m := nested.FindStringSubmatch(l.text); m != nil {
				r.itemWord(&i, l.at, m[1], tidyWord(unescapeLine(m[2])))
				continue
			}
			words = append(words, l.text)
		}
		i.Description = unescapeText(words)
		switch {
		case ticked:
			i.Status = airra.ItemDone
		case i.Status == airra.ItemDone: // It was unticked.
			i.Status = airra.ItemOpen
		}
		if i = tidyItem(i); i.Description == "" {
			r.wrong(g[0].at, "the action item says nothing, so it was left out")
			continue
		}
		r.text.ActionItems = append(r.text.ActionItems, i)
	}
}

func (r *reading) itemWord(i *airra.ActionItem, at int, name, value string) {
	switch name {
	case "number":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			r.wrong(at, "the number of an item is a whole number from 1, not %q", value)
			return
		}
		i.Number = n
	case "owner":
		i.Owner = value
	case "priority":
		i.Priority = value
	case "status":
		i.Status = value
		if strings.EqualFold(value, "in progress") {
			i.Status = airra.ItemInProgress
		}
	default:
		i.DueDate = &value
	}
}
