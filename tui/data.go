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
	listed    bool // the server has said which there are; before that, none is no good news
	pending   []airra.Action
	chain     []airra.OnCallEntry // nil before the first answer, and empty where nobody is on call
	me        *airra.Engineer     // the person before the terminal; nil for one who is no engineer here
	services  []airra.ServiceState
	notices   []airra.Notification
	calendar  *airra.Calendar
	findings  *airra.LintReport

	total int       // how many incidents the server has
	reach time.Time // the oldest incident that was read without a filter

	fetched time.Time // when the server last answered; zero before the first answer
	live    bool      // the event stream is connected
	lost    error     // why it is not, or why the last question failed
	lastID  int64     // of the newest event that was seen
	retryAt time.Time // when a lost server is asked again
}

func newData() data { return data{incidents: incidentSet{byID: map[airra.IncidentID]int{}}} }

// incidentSet is the incidents, newest first, found by their id without a search. Its
// version grows with every change, so that what was worked out from it can be kept.
type incidentSet struct {
	all     []airra.Incident
	byID    map[airra.IncidentID]int
	version int
}

// replace takes a whole list.
func (s *incidentSet) replace(all []airra.Incident) {
	s.all = all
	s.order()
}

// merge takes some incidents, known ones and new ones.
func (s *incidentSet) merge(some []airra.Incident) {
	for _, i := range some {
		if at, known := s.byID[i.ID]; known {
			s.all[at] = i
		} else {
			s.all = append(s.all, i)
		}
	}
	s.order()
}

func (s *incidentSet) order() {
	if !slices.IsSortedFunc(s.all, newestFirst) {
		slices.SortFunc(s.all, newestFirst)
	}
	clear(s.byID)
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
	from, known := s.byID[i.ID]
	if known && s.all[from].DetectedAt.Equal(i.DetectedAt) {
		s.all[from] = i
		s.version++
		return
	}
	if known {
		s.all = slices.Delete(s.all, from, from+1)
	} else {
		from = len(s.all)
	}
	at, _ := slices.BinarySearchFunc(s.all, i, newestFirst)
	s.all = slices.Insert(s.all, at, i)
	s.index(min(at, from))
}

// index writes down anew where the incidents from a place on are.
func (s *incidentSet) index(from int) {
	s.version++
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
