package perceive

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// byOnset gives the signals in the order in which they left their bands. Those
// that left together are ordered by service and name, so that the order never
// depends on the order of the findings.
func byOnset(signals []airra.Signal) []airra.Signal {
	return slices.SortedFunc(slices.Values(signals), func(a, b airra.Signal) int {
		return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Name, b.Name))
	})
}

// sameSeries says whether two signals are of one series.
func sameSeries(a, b airra.Signal) bool { return a.Service == b.Service && a.Name == b.Name }

// end is until when a signal was outside its band, as far as is known at now.
func end(s airra.Signal, now time.Time) time.Time {
	if s.Ongoing && now.After(s.LastSeen) {
		return now
	}
	return s.LastSeen
}

// overlap says whether two signals were outside their bands at the same time.
func overlap(a, b airra.Signal, now time.Time) bool {
	return !a.FirstSeen.After(end(b, now)) && !b.FirstSeen.After(end(a, now))
}

// lastSeen is the last anomalous point of any of the signals.
func lastSeen(signals []airra.Signal) time.Time {
	var last time.Time
	for _, s := range signals {
		if s.LastSeen.After(last) {
			last = s.LastSeen
		}
	}
	return last
}

// ongoing says whether any of the signals is still outside its band.
func ongoing(signals []airra.Signal) bool {
	return slices.ContainsFunc(signals, func(s airra.Signal) bool { return s.Ongoing })
}

// ofService gives the signals of one service.
func ofService(signals []airra.Signal, service airra.ServiceName) []airra.Signal {
	var found []airra.Signal
	for _, s := range signals {
		if s.Service == service {
			found = append(found, s)
		}
	}
	return found
}

// again says whether a finding is a new beginning of a signal that had been
// normal. Two processes look at slightly different moments and so see a run
// begin a few seconds apart; slack forgives that. A signal that was never seen
// to end counts as going on, unless nobody has seen it for a whole window.
func again(stored, found airra.Signal, window time.Duration) bool {
	slack := window / 20
	if stored.Ongoing {
		slack = window
	}
	return found.FirstSeen.After(stored.LastSeen.Add(slack))
}

// merge brings what is stored of a signal up to date with a finding of it.
// Present values are those of the later one, the onset and the peak those of
// both.
func merge(stored, found airra.Signal) airra.Signal {
	older, merged := stored, found
	if found.LastSeen.Before(stored.LastSeen) {
		older, merged = found, stored
	}
	if older.FirstSeen.Before(merged.FirstSeen) {
		merged.FirstSeen = older.FirstSeen
	}
	if older.PeakSigma > merged.PeakSigma {
		merged.Peak, merged.PeakSigma = older.Peak, older.PeakSigma
	}
	merged.Window, merged.Marks = stored.Window, stored.Marks
	if len(stored.Window) == 0 || tellsMore(found, stored) {
		merged.Window, merged.Marks = found.Window, found.Marks
	}
	return merged
}

// tellsMore says whether the window of a finding shows the onset that is stored
// and reaches further than the stored window. That of a later onset never
// replaces that of the first: it would show the effect and not the beginning.
func tellsMore(found, stored airra.Signal) bool {
	if len(found.Window) == 0 || found.FirstSeen.After(stored.LastSeen) {
		return false
	}
	first, last := found.Window[0].At, found.Window[len(found.Window)-1].At
	return first.Before(stored.FirstSeen) && last.After(stored.Window[len(stored.Window)-1].At)
}

// changed says whether a merge taught anything.
func changed(before, after airra.Signal) bool {
	return !before.FirstSeen.Equal(after.FirstSeen) || !before.LastSeen.Equal(after.LastSeen) ||
		before.Ongoing != after.Ongoing || before.PeakSigma != after.PeakSigma || len(before.Window) != len(after.Window)
}
