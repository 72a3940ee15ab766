// Package oncall says who is on call. It is the calendar of the product: given
// the roster and a moment, it answers who is to be called first, second and third,
// whom a step of an escalation policy means, what the next year looks like, and
// what is wrong with it.
//
// Everything is a pure function of rules and times. A page at night, the answer to
// "who is on call", the simulation and the drawn calendar come out of the same few
// functions, so they cannot disagree.
//
// The way of a rule: a [airra.Rotation] is read into layers; a layer is a row of
// turns, each from one handoff to the next; restrictions cut the turns into pieces,
// later layers cut the earlier ones, and each piece becomes a shift ([Expand]).
// Beside the shifts that people wrote down, and with the overrides applied, they are
// the plan ([Shifts]), of which [At], [Find], [Chain], [Plan], [Simulate], [Lint],
// [Calendar] and [Feed] are views.
//
// # When the clocks change
//
// People hand over at nine in the morning and mean the clock on their wall. One rule
// turns a date and a time of day into a moment: it is the first moment at which the
// clock of the zone shows this time or a later one. What follows from it:
//
//   - A time that does not exist, because the clocks were put forward over it,
//     happens at the first moment after the gap. That holds for the hour of most
//     zones, for the thirty minutes of Lord Howe Island, and for the day that Samoa
//     skipped, 2011-12-30: a turn of which nothing is left is not listed, but it
//     counts, so that the order of people stays what it was.
//   - A time that happens twice, because the clocks were put back, happens at the
//     first of the two.
//   - A turn lasts until the next one begins. So a daily turn has 23, 24 or 25
//     hours, and between two turns there is neither a gap nor an overlap.
//   - Custom turns are hours of elapsed time from the first handoff; their time of
//     day moves when the clocks do.
//   - A restriction lasts from its From to its Until by the same rule: of an hour
//     that is repeated, what comes after the first time its end is shown is outside.
//
// Whose turn it is follows from the number of the turn since the start of the layer,
// never from the seconds that have passed, and that number from the date. So a
// rotation that began ten years ago costs no more than one that began yesterday.
//
// Recurrence rules (RFC 5545) and a library for them were rejected: they leave out
// times that do not exist instead of moving them, and schedules are what this
// product exists for.
//
// # Ends
//
// A shift counts at both of its ends, so that shifts that touch leave no gap. At the
// moment of a handoff both cover, and whoever begins is the one who is called.
package oncall
