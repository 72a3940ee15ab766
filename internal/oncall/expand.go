package oncall

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/airra/airra/internal/airra"
)

// Expand works a rotation out into the shifts that touch the time from one moment to
// another, both ends inclusive, by their start. A shift has its true bounds, so it
// may begin before from and end after to, and the same shift has the same id and the
// same bounds in every answer. Overrides are not applied. A rotation that is not
// active, and one whose zone this machine does not know, has nobody.
func Expand(r airra.Rotation, from, to time.Time) []airra.Shift {
	z := openZone(r.TimeZone)
	if !r.IsActive || z == nil || to.Before(from) {
		return nil
	}
	// Handoffs are whole seconds, so rounding inwards loses none.
	start, end := from.Unix(), to.Unix()
	if from.Nanosecond() > 0 {
		start++
	}
	var pieces []piece
	read := layers(r, z)
	for i := range read {
		pieces = append(pieces, piecesOf(read, i, start, end)...)
	}
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	shifts := make([]airra.Shift, len(pieces))
	for i, p := range pieces {
		shifts[i] = p.shift(&r)
	}
	return shifts
}

// piece is a part of a turn, from its start up to its end.
type piece struct {
	layer *layer
	turn  turn
	span
}

// piecesOf gives what is left of the turns of one layer after its restrictions and
// the later layers, as far as it touches the time from start to end.
func piecesOf(all []layer, which int, start, end int64) []piece {
	l := &all[which]
	turns := l.turns(start, end)
	if len(turns) == 0 {
		return nil
	}
	// The later layers are looked at for the whole of the turns, and not only for the
	// time that was asked about, because a piece ends where it ends.
	hull := span{turns[0].start, turns[len(turns)-1].end}
	free := l.cover(hull.start, hull.end)
	var taken []span
	for i := which + 1; i < len(all); i++ {
		taken = append(taken, all[i].cover(hull.start, hull.end)...)
	}
	free = without(free, union(taken))

	var pieces []piece
	for _, t := range turns {
		for _, s := range within(free, t.start, t.end) {
			if s.start <= end && s.end >= start {
				pieces = append(pieces, piece{l, t, s})
			}
		}
	}
	return pieces
}

// shift makes the shift of a piece. Its id is made of what the piece is, and of
// nothing that depends on the question.
func (p piece) shift(r *airra.Rotation) airra.Shift {
	return airra.Shift{
		ID: derivedID(string(r.ID), p.layer.name, strconv.FormatInt(p.turn.start, 10), strconv.FormatInt(p.start, 10)),

		EngineerID: p.layer.member(p.turn), Service: r.Service, Team: r.Team, Level: r.Level, ScheduleName: &r.Name,
		StartTime: time.Unix(p.start, 0).UTC(), EndTime: time.Unix(p.end, 0).UTC(), IsActive: true,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, RotationID: &r.ID, Layer: &p.layer.name,
	}
}

// pieceSpace is the name space of the ids that are worked out instead of stored.
var pieceSpace = uuid.NewSHA1(uuid.NameSpaceOID, []byte("airra on-call shift"))

// derivedID is the same for the same parts, on every machine and at every time.
func derivedID(parts ...string) airra.ShiftID {
	return airra.ShiftID(uuid.NewSHA1(pieceSpace, []byte(strings.Join(parts, "\x00"))).String())
}

// rank is 0 for the level that is called first. What is no level comes last.
func rank(level airra.OnCallLevel) int {
	if i := slices.Index(airra.OnCallLevels, level); i >= 0 {
		return i
	}
	return len(airra.OnCallLevels)
}
