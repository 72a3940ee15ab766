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

// nightOf names the night of a moment by its evening: 03:00 on Tuesday belongs to the
// night of Monday. A moment by day belongs to none.
func nightOf(at time.Time, zone *time.Location) (evening string, ok bool) {
	local := at.In(zone)
	switch hour := local.Hour(); {
	case hour >= nightBegins:
		return local.Format(dayForm), true
	case hour < nightEnds:
		return time.Date(local.Year(), local.Month(), local.Day()-1, 12, 0, 0, 0, zone).Format(dayForm), true
	}
	return "", false
}

// Pages counts pages by person, those with the most first. Zone gives where a person
// lives; UTC where it is not known.
func Pages(pages []airra.SentPage, zone func(engineerID string) *time.Location) []airra.PersonPages {
	people, nights := map[string]*airra.PersonPages{}, map[[2]string]bool{}
	for _, page := range pages {
		p := people[page.EngineerID]
		if p == nil {
			p = &airra.PersonPages{EngineerID: page.EngineerID, Name: page.Name}
			people[page.EngineerID] = p
		}
		p.Pages++
		if page.Simulated {
			p.Simulated++
		}
		if evening, ok := nightOf(page.At, zone(page.EngineerID)); ok {
			p.NightPages++
			if night := [2]string{page.EngineerID, evening}; !nights[night] {
				nights[night] = true
				p.Nights++
			}
		}
	}
	all := make([]airra.PersonPages, 0, len(people))
	for _, p := range people {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b airra.PersonPages) int {
		return cmp.Or(cmp.Compare(b.Pages, a.Pages), cmp.Compare(a.Name, b.Name), cmp.Compare(a.EngineerID, b.EngineerID))
	})
	return all
}
