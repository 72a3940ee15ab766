package store

import (
	"bytes"
	"cmp"
	"runtime"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// texts holds what a search looks through: the folded title and description of every
// incident, end to end. A search for any part of any word has to look at all of them, which
// in memory is some hundred times as fast as in the wide rows of a table.
//
// It only grows at its end. An incident whose text changes gets a new passage, and its
// old one is no longer anybody's.
type texts struct {
	places []place // by the number of the incident in its ref
	order  []int32 // the numbers, the newest incident last
	chunks []chunk
	bytes  int // what all of it takes
	stale  int // bytes of it that are of passages that are nobody's
}

// place is where the text of an incident stands, and where the incident stands in a list.
type place struct {
	id      uuid.UUID // none: there is no such incident
	micros  int64     // of its detection
	chunk   int32
	passage int32
}

// chunk is a piece of memory that is never moved, with the texts of a few dozen incidents.
type chunk struct {
	content  []byte
	passages []passage
	stale    bool                 // some of them are nobody's
	triples  [triples / 64]uint64 // a set bit for each three letters that stand in it
}

// passage is the text of one incident, from the end of the one before it.
type passage struct {
	end    int32
	number int32
}

const (
	chunkBytes = 4 << 10
	entryBytes = 44      // of a place, its rank and a passage
	triples    = 4 << 10 // a power of two, 1<<tripleBits
	tripleBits = 12
)

// triplesOf tells the bits of all three letters in a row. A search of a word looks only
// where all of its triples stand, which is nowhere for a word that nobody wrote.
func triplesOf(text []byte, each func(bit uint32)) {
	for i := 2; i < len(text); i++ {
		letters := uint32(text[i-2]) | uint32(text[i-1])<<8 | uint32(text[i])<<16
		each(letters * 0x9E3779B1 >> (32 - tripleBits)) // Knuth's multiplicative hashing.
	}
}

// put takes in the text of an incident, or the new text of one.
func (t *texts) put(number int, id uuid.UUID, detected time.Time, text string) {
	for len(t.places) <= number {
		t.places = append(t.places, place{})
	}
	if before := t.places[number]; before.id != uuid.Nil {
		c := &t.chunks[before.chunk]
		old := c.text(int(before.passage))
		if string(old) == text {
			return
		}
		c.stale = true
		t.stale += len(old) + entryBytes
	} else {
		defer t.rank(int32(number)) //nolint:gosec // As below.
	}
	last := len(t.chunks) - 1
	if last < 0 || len(t.chunks[last].content)+len(text) > cap(t.chunks[last].content) {
		t.chunks = append(t.chunks, chunk{content: make([]byte, 0, max(chunkBytes, len(text)))})
		t.bytes += triples / 8
		last++
	}
	c := &t.chunks[last]
	t.places[number] = place{id: id, micros: detected.UnixMicro(), chunk: int32(last), passage: int32(len(c.passages))} //nolint:gosec // The bound of the memory lies far below.
	c.content = append(c.content, text...)
	triplesOf([]byte(text), func(bit uint32) { c.triples[bit/64] |= 1 << (bit % 64) })
	c.passages = append(c.passages, passage{end: int32(len(c.content)), number: int32(number)}) //nolint:gosec // As above.
	t.bytes += len(text) + entryBytes
}

// text gives one passage.
func (c *chunk) text(passage int) []byte {
	from := int32(0)
	if passage > 0 {
		from = c.passages[passage-1].end
	}
	return c.content[from:c.passages[passage].end]
}

// rank puts a new incident where it belongs in the order, which is mostly near its end.
func (t *texts) rank(number int32) {
	at := sort.Search(len(t.order), func(i int) bool { return newestPlace(t.places[t.order[i]], t.places[number]) < 0 })
	t.order = slices.Insert(t.order, at, number)
}

// find gives the incidents whose text has the needle somewhere, the newest first. What it
// gives is good until the next put.
func (t *texts) find(needle string) ranking {
	found, count := t.mark([]byte(needle))
	numbers := make([]int32, 0, count)
	for i := len(t.order) - 1; len(numbers) < count; i-- {
		if found[t.order[i]] {
			numbers = append(numbers, t.order[i])
		}
	}
	return ranking{len: count, at: func(i int) place { return t.places[numbers[i]] }}
}

// ranking is places in the order of the list of incidents. It is not a slice of them, for
// there may be a hundred thousand of which one page is wanted.
type ranking struct {
	len int
	at  func(i int) place
}

func rankingOf(places []place) ranking {
	return ranking{len: len(places), at: func(i int) place { return places[i] }}
}

// some gives the places from one on, at most so many.
func (r ranking) some(from, most int) []place {
	places := make([]place, 0, max(0, min(most, r.len-from)))
	for i := from; i < r.len && len(places) < most; i++ {
		places = append(places, r.at(i))
	}
	return places
}

// behind says how many come before the first one that comes behind, as do all
// that follow.
func (r ranking) behind(comes func(place) bool) int {
	return sort.Search(r.len, func(i int) bool { return comes(r.at(i)) })
}

// within narrows a ranking to those that were detected in a span, both ends of which
// belong to it. The databases count microseconds too.
func (r ranking) within(start, end *time.Time) ranking {
	from, to := 0, r.len
	if end != nil {
		from = r.behind(func(p place) bool { return p.micros <= end.UnixMicro() })
	}
	if start != nil {
		to = max(from, r.behind(func(p place) bool { return p.micros < start.UnixMicro() }))
	}
	return ranking{len: to - from, at: func(i int) place { return r.at(from + i) }}
}

// newestPlace puts the newer place first, and of those of one moment the one with the
// larger id, which is the order of the list of incidents.
func newestPlace(a, b place) int {
	return cmp.Or(cmp.Compare(b.micros, a.micros), bytes.Compare(b.id[:], a.id[:]))
}

// mark marks the numbers of the incidents whose text has the needle, and counts them. All
// processors look, each at its own pieces, because somebody waits for the answer.
func (t *texts) mark(needle []byte) (found []bool, count int) {
	found = make([]bool, len(t.places))
	var bits []uint32
	triplesOf(needle, func(bit uint32) { bits = append(bits, bit) })
	var sum atomic.Int64
	var all sync.WaitGroup
	lookers := runtime.GOMAXPROCS(0)
	for first := range lookers {
		all.Go(func() {
			mine := 0
			for n := first; n < len(t.chunks); n += lookers {
				if t.chunks[n].may(bits) {
					mine += t.findIn(found, int32(n), needle) //nolint:gosec // As above.
				}
			}
			sum.Add(int64(mine))
		})
	}
	all.Wait()
	return found, int(sum.Load())
}

// may says whether a needle of these triples may stand in a chunk.
func (c *chunk) may(bits []uint32) bool {
	for _, bit := range bits {
		if c.triples[bit/64]&(1<<(bit%64)) == 0 {
			return false
		}
	}
	return true
}

// findIn marks the numbers, and counts them. It goes from one occurrence to the next passage, since one occurrence is enough.
// An occurrence that reaches over the end of its passage is none.
func (t *texts) findIn(found []bool, chunk int32, needle []byte) (count int) {
	c := &t.chunks[chunk]
	for from, p := 0, 0; ; {
		at := bytes.Index(c.content[from:], needle)
		if at < 0 {
			return count
		}
		at += from
		for int(c.passages[p].end) <= at {
			p++
		}
		end := int(c.passages[p].end)
		if at+len(needle) > end {
			from = at + 1
			continue
		}
		if number := c.passages[p].number; !c.stale || t.places[number].stands(chunk, p) {
			found[number] = true
			count++
		}
		from = end
	}
}

// stands says whether a passage is the one of an incident.
func (p place) stands(chunk int32, passage int) bool {
	return p.chunk == chunk && int(p.passage) == passage
}
