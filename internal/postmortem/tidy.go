package postmortem

import (
	"strings"
	"unicode"

	"github.com/airra/airra/internal/airra"
)

// Tidy gives a text the form in which a document can hold it: no blanks around lines,
// at most one empty line in a row, no characters that cannot be seen, and no empty
// entries. Writing and reading a tidy text changes nothing. Lists are never nil and
// texts never missing, since a document has a place for each.
func Tidy(t airra.PostmortemText) airra.PostmortemText {
	for _, text := range t.Texts() {
		tidy := ""
		if *text != nil {
			tidy = tidyText(**text)
		}
		*text = &tidy
	}
	for _, list := range t.Lists() {
		*list = tidyList(*list)
	}
	items := []airra.ActionItem{}
	for _, i := range t.ActionItems {
		if i = tidyItem(i); i.Description != "" {
			items = append(items, i)
		}
	}
	t.ActionItems = items
	return t
}

func tidyList(list []string) []string {
	tidy := []string{}
	for _, entry := range list {
		if entry = tidyText(entry); entry != "" {
			tidy = append(tidy, entry)
		}
	}
	return tidy
}

func tidyItem(i airra.ActionItem) airra.ActionItem {
	i.Description, i.Owner = tidyText(i.Description), tidyWord(i.Owner)
	i.Priority, i.Status = tidyWord(i.Priority), tidyWord(i.Status)
	if i.Priority == "" {
		i.Priority = airra.DefaultItemPriority
	}
	if i.Status == "" {
		i.Status = airra.ItemOpen
	}
	if i.DueDate != nil {
		due := tidyWord(*i.DueDate)
		i.DueDate = &due
		if due == "" {
			i.DueDate = nil
		}
	}
	return i
}

// tidyText keeps the lines of a text and what can be seen of them.
func tidyText(text string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = tidyWord(line)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// tidyWord is a text on one line.
func tidyWord(text string) string {
	return strings.TrimSpace(strings.Map(seen, strings.ToValidUTF8(text, "\uFFFD")))
}

// seen drops what a person would not see and a program might obey: control characters
// and those that turn the direction of the text around.
func seen(r rune) rune {
	switch {
	case r == '\n', r == '\t', r == '\r', r == '\u2028', r == '\u2029':
		return ' '
	case unicode.IsControl(r), r == '\u200e', r == '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069', r == '\ufeff':
		return -1
	}
	return r
}
