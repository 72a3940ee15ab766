package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// data is everything that is known about the server, and since when.
type data struct {
	status    *airra.SystemStatus
	incidents incidentSet
	pending   []airra.Action
	chain     []airra.OnCallEntry
	services  []airra.ServiceState
	notices   []airra.Notification
	calendar  *airra.Calendar
	findings  *airra.LintReport

	fetched time.Time // when the server last answered; zero before the first answer
	live    bool      // the event stream is connected
	lost    error     // why it is not, or why the last question failed
	lastID  int64     // of the newest event that was seen
	retryAt time.Time // when a lost server is asked again
}

func newData() data { return data{incidents: incidentSet{byID: map[airra.IncidentID]int{}}} }

// incidentSet is the incidents, newest first, found by their id without a search.
type incidentSet struct {
	all  []airra.Incident
	byID map[airra.IncidentID]int
}

// replace takes a whole list.
func (s *incidentSet) replace(all []airra.Incident) {
	slices.SortStableFunc(all, newestFirst)
	s.all = all
	s.index(0)
}

func newestFirst(a, b airra.Incident) int {
	if c := b.DetectedAt.Compare(a.DetectedAt); c != 0 {
		return c
	}
	return strings.Compare(string(b.ID), string(a.ID))
}

// put changes one incident in its place, or adds it in its order.
func (s *incidentSet) put(i airra.Incident) {
	if at, known := s.byID[i.ID]; known && s.all[at].DetectedAt.Equal(i.DetectedAt) {
		s.all[at] = i
		return
	}
	if at, known := s.byID[i.ID]; known {
		s.all = slices.Delete(s.all, at, at+1)
	}
	at, _ := slices.BinarySearchFunc(s.all, i, newestFirst)
	s.all = slices.Insert(s.all, at, i)
	s.index(0)
}

func (s *incidentSet) index(from int) {
	if from == 0 {
		clear(s.byID)
	}
	for n := from; n < len(s.all); n++ {
		s.byID[s.all[n].ID] = n
	}
}

// get gives one incident, or nil.
func (s *incidentSet) get(id airra.IncidentID) *airra.Incident {
	if at, known := s.byID[id]; known {
		return &s.all[at]
	}
	return nil
}

// open gives those that somebody may still have to do something about.
func (s *incidentSet) open() []airra.Incident {
	var found []airra.Incident
	for _, i := range s.all {
		if i.Open() {
			found = append(found, i)
		}
	}
	return found
}
