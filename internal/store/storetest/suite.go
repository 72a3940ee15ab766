// Package storetest proves that a store keeps its promises. It is one suite,
// run against every database the product knows, so that none of them can mean
// something of its own.
package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/airra/airra/internal/airra"
)

// Store is what is proved.
type Store interface {
	airra.Store
	airra.IdempotencyStore
}

// at is the moment at which the stories begin. It has microseconds, because
// they must come back.
var at = time.Date(2026, 11, 23, 2, 14, 30, 123456000, time.UTC)

// story is one promise, told to a new and empty store.
type story struct {
	name string
	tell func(t *testing.T, s Store)
}

// Run tells every story to a new and empty store.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for _, story := range slices.Concat(incidentStories, engineerStories, shiftStories, rotationStories, policyStories,
		pagingStories, notificationStories, reviewStories, channelStories, learningStories, simulationStories, analyticsStories, postmortemStories) {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			story.tell(t, open(t))
		})
	}
}

var incidentStories = []story{
	{"an incident comes back as it was given", incidentComesBack},
	{"an incident is found by id, ref and unique prefix", incidentIsFound},
	{"a save changes everything but the name", saveChangesEverything},
	{"of two saves of one version one wins", oneSaveWins},
	{"racing saves are counted once each", racingSaves},
	{"a failed transaction leaves nothing", failureLeavesNothing},
	{"a panic leaves nothing and the store usable", panicLeavesNothing},
	{"a batch takes consecutive refs and ids", batchIsConsecutive},
	{"an insert is invisible before the end and saves are folded into it", insertIsCollected},
	{"words of all languages come back and harm nothing", wordsComeBack},
	{"lists filter", listsFilter},
	{"a search folds case in every alphabet and takes wildcards literally", searchFolds},
	{"a search is narrowed like every list", searchIsNarrowed},
	{"a search follows the words of an incident", searchFollowsTexts},
	{"a search is paged like every list", searchIsPaged},
	{"a search finds what was just written, while many write", searchWhileMany},
	{"pages clamp to the last one", pagesClamp},
	{"a cursor walks through everything once", cursorWalks},
	{"a cursor is one of ours and of this list, or refused", cursorsAreOurs},
	{"a page that is too deep is refused", deepPageIsRefused},
	{"totals follow every write", totalsFollow},
	{"signals are replaced by name and come in order of onset", signalsAreReplaced},
	{"hypotheses are replaced as a whole", hypothesesAreReplaced},
	{"an action comes back as it was given", actionComesBack},
	{"actions are listed and found", actionsAreListed},
	{"the monitor finds its incidents", monitorFinds},
	{"open incidents are counted", openAreCounted},
	{"kept totals are the counted ones", totalsHold},
	{"events come in order and resume", eventsResume},
	{"a note is retracted once, and no other event is", noteRetracted},
	{"a reader who resumes misses nothing while many write", readerMissesNothing},
	{"an event of nobody is refused", eventOfNobody},
	{"the audit trail is paged, newest first", auditIsPaged},
	{"a lease has one holder", leaseHasOneHolder},
	{"of racing holders one gets the lease", leaseIsAtomic},
	{"an idempotency key answers again", keyAnswersAgain},
	{"of racing claims one is first", claimIsAtomic},
	{"an ended context ends the work", contextEnds},
}

// equalTimes compares times as moments, and lists without looking at whether an
// empty one is nil.
var equalTimes = cmp.Options{cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t testing.TB, err error, code airra.Code) {
	t.Helper()
	if got := airra.ErrorCode(err); got != code {
		t.Errorf("got %v (%s), want code %s", err, got, code)
	}
}

// insert puts incidents in, in one transaction.
func insert(t testing.TB, s Store, incidents ...*airra.Incident) {
	t.Helper()
	must(t, s.InTx(t.Context(), func(tx airra.Tx) error {
		for _, incident := range incidents {
			tx.InsertIncident(incident)
		}
		return nil
	}))
}

// inTx runs one transaction.
func inTx(t testing.TB, s Store, fn func(ctx context.Context, tx airra.Tx) error) {
	t.Helper()
	must(t, s.InTx(t.Context(), func(tx airra.Tx) error { return fn(t.Context(), tx) }))
}

// wantMessage wants an error of a code that says something to people.
func wantMessage(t testing.TB, err error, code airra.Code, message string) {
	t.Helper()
	if airra.ErrorCode(err) != code || airra.ErrorMessage(err) != message {
		t.Errorf("got %v (%s), want %q (%s)", err, airra.ErrorCode(err), message, code)
	}
}

func byID[ID ~string](id ID) airra.Key { return airra.Key{Prefix: string(id)} }

// together runs fn n times at once and gives the errors.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = fn(i) })
	}
	all.Wait()
	return errs
}

// oneWins runs a write of one version eight times at once: one stands, and the
// others hear that they are late.
func oneWins(t testing.TB, s Store, write func(ctx context.Context, tx airra.Tx, i int) error) {
	t.Helper()
	errs := together(8, func(i int) error {
		return s.InTx(t.Context(), func(tx airra.Tx) error { return write(t.Context(), tx, i) })
	})
	if got := successes(errs); got != 1 {
		t.Errorf("%d of the racers won: %v", got, errs)
	}
	for _, err := range errs {
		if err != nil && !errors.Is(err, airra.ErrStale) {
			t.Errorf("a loser is told that it is late, got %v", err)
		}
	}
}

func successes(errs []error) int {
	count := 0
	for _, err := range errs {
		if err == nil {
			count++
		}
	}
	return count
}

func pointer[T any](value T) *T { return &value }
