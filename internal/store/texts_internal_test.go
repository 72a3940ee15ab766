package store

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestHeldTextsAreFoundAsStringsAre compares with looking at each text by itself. Words of
// two letters occur everywhere, also where one text ends and the next one begins; some
// texts are so long that only a few share a piece of memory.
func TestHeldTextsAreFoundAsStringsAre(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	word := func(most int) string {
		letters := make([]byte, random.IntN(most))
		for i := range letters {
			letters[i] = "ab"[random.IntN(2)]
		}
		return string(letters)
	}
	var held texts
	told := map[uuid.UUID]string{}
	ids := make([]uuid.UUID, 400)
	for i := range ids {
		ids[i] = uuid.New()
	}
	for range 1500 {
		number, text := random.IntN(len(ids)), word(12)
		if random.IntN(20) == 0 {
			text = strings.Repeat(word(9)+"a", random.IntN(chunkBytes/2))
		}
		held.put(number, ids[number], time.UnixMicro(int64(number)), text)
		told[ids[number]] = text
	}
	for range 300 {
		needle := word(10) + "a"
		want := map[uuid.UUID]bool{}
		for id, text := range told {
			if strings.Contains(text, needle) {
				want[id] = true
			}
		}
		ranked := held.find(needle)
		found := ranked.some(0, ranked.len)
		for _, p := range found {
			if !want[p.id] {
				t.Fatalf("%q does not stand in %q", needle, told[p.id])
			}
		}
		if !slices.IsSortedFunc(found, newestPlace) {
			t.Fatal("the newest do not come first")
		}
		if len(slices.CompactFunc(found, func(a, b place) bool { return a == b })) != len(want) {
			t.Fatalf("%q: found %d, want %d", needle, len(found), len(want))
		}
	}
}

// TestASearchDoesNotLookAtWhatWasEmptiedMeanwhile empties the texts between the moment at
// which a search has brought them up to date and the one at which it looks.
func TestASearchDoesNotLookAtWhatWasEmptiedMeanwhile(t *testing.T) {
	t.Parallel()
	held := newHeldTexts(mostTexts)
	now := textState{incidents: 1, changes: 5}
	full := func() {
		held.texts = texts{}
		held.texts.put(1, uuid.New(), time.UnixMicro(1), "disk full")
		held.upTo, held.tooMuch = now, false
	}
	for name, empty := range map[string]func(){
		"they are read anew":        held.forget,
		"they have become too much": func() { held.texts, held.tooMuch = texts{}, true },
		"a change is not read yet":  func() { held.upTo.changes-- },
	} {
		full()
		if ok, err := held.lookNow(now, "disk", func(found ranking) error { return nil }); !ok || err != nil {
			t.Errorf("%s: before it, got %v, %v", name, ok, err)
		}
		empty()
		ok, err := held.lookNow(now, "disk", func(found ranking) error {
			t.Errorf("%s: it looked and found %d", name, found.len)
			return nil
		})
		if ok || err != nil {
			t.Errorf("%s: got %v, %v", name, ok, err)
		}
	}
}

// BenchmarkFindHeldText looks through the texts of 100,000 incidents.
func BenchmarkFindHeldText(b *testing.B) {
	held := newHeldTexts(mostTexts)
	for n := range 100_000 {
		held.texts.put(n, uuid.New(), time.UnixMicro(int64(n)), "number "+strconv.Itoa(n)+" of the storm\x1freported by the benchmark")
	}
	for name, needle := range map[string]string{"all": "number", "some": "number 77", "none": "nowhere"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				held.texts.find(needle).some(0, 21)
			}
		})
	}
}
