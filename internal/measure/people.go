package measure

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The night, by the clock on the wall of whoever sleeps.
const (
	nightBegins = 22
	nightEnds   = 7
)

// night is one night, by the date of its evening. A text of it would be most of what it
// takes to count pages.
type night struct {
	year  int
	month time.Month
	day   int
}

// nightOf gives the night of a moment: 03:00 on Tuesday belongs to the night of Monday. A
// moment by day belongs to none.
func nightOf(at time.Time, zone *time.Location) (evening night, ok bool) {
	local := at.In(zone)
	switch hour := local.Hour(); {
	case hour >= nightBegins:
	case hour < nightEnds:
		local = time.Date(local.Year(), local.Month(), local.Day()-1, 12, 0, 0, 0, zone)
	default:
		return night{}, false
	}
	evening.year, evening.month, evening.day = local.Date()
	return evening, true
}

// waking is how one person was woken.
type waking struct {
	airra.PersonPages
	zone   *time.Location
	nights map[night]bool
}

// Pages counts pages by person, those with the most first. Zone gives where a person
// lives; UTC where it is not known.
func Pages(pages []airra.SentPage, zone func(engineerID string) *time.Location) []airra.PersonPages {
	people := map[string]*waking{}
	for i := range pages {
		page := &pages[i]
		p := people[page.EngineerID]
		if p == nil {
			p = &waking{PersonPages: airra.PersonPages{EngineerID: page.EngineerID, Name: page.Name}, zone: zone(page.EngineerID), nights: map[night]bool{}}
			people[page.EngineerID] = p
		}
		p.Pages++
		if page.Simulated {
			p.Simulated++
		}
		if evening, ok := nightOf(page.At, p.zone); ok {
			p.NightPages++
			p.nights[evening] = true
		}
	}
	all := make([]airra.PersonPages, 0, len(people))
	for _, p := range people {
		p.Nights = len(p.nights)
		all = append(all, p.PersonPages)
	}
	slices.SortFunc(all, func(a, b airra.PersonPages) int {
		return cmp.Or(cmp.Compare(b.Pages, a.Pages), cmp.Compare(a.Name, b.Name), cmp.Compare(a.EngineerID, b.EngineerID))
	})
	return all
}
