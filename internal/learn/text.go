package learn

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is kept of a text.
const (
	shortestTerm = 2
	longestTerm  = 40
	maxTerms     = 128 // different words, the first of the text
)

// common are words that stand in most reports and tell nothing about any of them.
var common = setOf(`a an and are as at be been by for from has have in into is it its more of on or since than that the
their there these this to was were when which while with`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// Terms counts the words of a text: runs of letters and digits in small letters.
// Numbers are left out, since the values of two incidents differ by chance.
func Terms(texts ...string) map[string]int {
	terms := map[string]int{}
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(strings.ToLower(strings.ToUpper(text)), notInWord) {
			if !telling(word) || terms[word] == 0 && len(terms) == maxTerms {
				continue
			}
			terms[word]++
		}
	}
	return terms
}

func notInWord(r rune) bool {
	return r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

func telling(word string) bool {
	length := utf8.RuneCountInString(word)
	return length >= shortestTerm && length <= longestTerm && !common[word] && strings.ContainsFunc(word, unicode.IsLetter)
}

// Texts is what is known of the words of all remembered texts together.
type Texts struct {
	Documents  int
	MeanLength float64
	Frequency  map[string]int // in how many texts each word stands
}

// The usual constants of BM25: how fast a repeated word saturates, and how much a long
// text is held against it.
const (
	saturation  = 1.2
	lengthShare = 0.75
)

// rarity is what a word counts. It is above zero for every word, also for one that
// stands in all texts.
func (t Texts) rarity(term string) float64 {
	n := float64(t.Frequency[term])
	return math.Log(1 + (max(float64(t.Documents), n)-n+0.5)/(n+0.5))
}

// bm25 is how well a text answers a query, by the formula of that name.
func (t Texts) bm25(query, text map[string]int) float64 {
	length, mean := float64(count(text)), max(1, t.MeanLength)
	norm := saturation * (1 - lengthShare + lengthShare*length/mean)
	score := 0.0
	for term := range query {
		if n := float64(text[term]); n > 0 {
			score += t.rarity(term) * n * (saturation + 1) / (n + norm)
		}
	}
	return score
}

func count(terms map[string]int) int {
	n := 0
	for _, times := range terms {
		n += times
	}
	return n
}

// Alike is how well a text answers a query, as a share of how well the query answers
// itself: 0 with no word in common, 1 for the same text.
func (t Texts) Alike(query, text map[string]int) float64 {
	best := t.bm25(query, query)
	if best == 0 {
		return 0
	}
	return min(1, t.bm25(query, text)/best)
}
