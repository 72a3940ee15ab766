package oncall

import (
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
)

// handoffs finds the handoffs of a rotation at times that do not exist or happen
// twice. It goes from one change of the clocks to the next, since there are few.
func (l *linter) handoffs(r airra.Rotation, read []layer, z *zone) {
	from, to := l.From.Unix(), l.To.Unix()
	for before := z.stretchAt(from - reach); before.end <= to+reach; before = z.stretchAt(before.end) {
		change := clockChange{at: before.end, before: before.offset, after: z.stretchAt(before.end).offset}
		for i := range read {
			for _, day := range read[i].handoffsIn(change) {
				at := z.moment(day, read[i].handoff)
				if at < from || at > to {
					continue
				}
				start := time.Unix(at, 0).UTC()
				l.add(airra.LintResult{
					Kind: airra.LintDST, Start: &start, Service: text(r.Service), Level: r.Level, Schedule: r.Name,
					Message: fmt.Sprintf("%q hands over at %s, %s", r.Name, wallTime(day, read[i].handoff), change.words(z, at)),
				})
			}
		}
	}
}

// clockChange is a moment at which the clocks of a zone are put forward or back.
type clockChange struct{ at, before, after int64 }

// wall gives the times of the clock that do not exist or happen twice, as if the clock
// showed UTC.
func (c clockChange) wall() span {
	return span{c.at + min(c.before, c.after), c.at + max(c.before, c.after)}
}

// words says what becomes of a handoff.
func (c clockChange) words(z *zone, at int64) string {
	happens := z.local(at).Format("2006-01-02 15:04 MST")
	if c.after > c.before {
		return fmt.Sprintf("which the clocks of %s are put forward over; it happens at %s", z.place, happens)
	}
	return fmt.Sprintf("which happens twice in %s, since the clocks are put back; it happens at the first, %s", z.place, happens)
}

// handoffsIn gives the days on which a layer hands over at a time that a change
// concerns. Turns of elapsed time hand over at moments, which always exist once.
func (l *layer) handoffsIn(c clockChange) []int64 {
	if l.days == 0 {
		return nil
	}
	var days []int64
	odd := c.wall()
	for day := floorDiv(odd.start, secondsPerDay); day*secondsPerDay < odd.end; day++ {
		wall := day*secondsPerDay + int64(l.handoff)*60
		turns := day >= l.first && day < l.last && (day-l.first)%l.days == 0
		if turns && odd.start <= wall && wall < odd.end {
			days = append(days, day)
		}
	}
	return days
}

// wallTime writes a date and a time of day, whether or not they exist.
func wallTime(day int64, minute int) string {
	return time.Unix(day*secondsPerDay+int64(minute)*60, 0).UTC().Format("2006-01-02 15:04")
}
