package tui

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/airra/airra/internal/airra"
)

// words are what an incident is searched by, in one piece.
func words(i *airra.Incident) []string {
	return []string{i.Ref, i.Title, string(i.AffectedService), i.Description}
}

// like looks for a regular expression, without caring for case.
func like(text string) (test, error) {
	re, err := regexp.Compile("(?i)" + text)
	if err != nil || text == "" {
		return nil, fmt.Errorf("%q is no regular expression; write ~re for what it matches and !re for the rest", text)
	}
	return func(i *airra.Incident, _ *asking) bool {
		for _, field := range words(i) {
			if re.MatchString(field) {
				return true
			}
		}
		return false
	}, nil
}

// resembles looks for letters in their order, whatever stands between them.
func resembles(text string) test {
	return func(i *airra.Incident, _ *asking) bool {
		for _, field := range words(i) {
			if _, found := fuzzy(text, field); found {
				return true
			}
		}
		return false
	}
}

// fuzzy says whether the letters of a pattern stand in a text in their order, and how
// well: letters that follow each other and those that begin a word count more. Spaces
// in the pattern count for nothing.
func fuzzy(pattern, text string) (score int, found bool) {
	wanted := []rune(strings.ToLower(strings.ReplaceAll(pattern, " ", "")))
	before, close := ' ', false
	for _, r := range strings.ToLower(text) {
		if len(wanted) == 0 {
			break
		}
		hit := r == wanted[0]
		if hit {
			wanted = wanted[1:]
			score++
			if close {
				score += 2
			}
			if !unicode.IsLetter(before) && !unicode.IsDigit(before) {
				score += 3
			}
		}
		before, close = r, hit
	}
	return score, len(wanted) == 0
}
