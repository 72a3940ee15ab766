// Package airra is the domain: the nouns of incident response, the rules that
// bind them, and the interfaces through which the rest of the house speaks.
//
// The story it tells: a [Signal] leaves its normal band, an [Incident] is
// opened, a [Case] is put to the reasoner, which answers with an [Analysis] of
// ranked [Hypothesis] values; the best one that has an allowed remedy becomes
// an [Action]; a named person approves it; a [Job] executes it; every step is
// an [Event] on the timeline and a row in the audit trail.
//
// The package is pure. It imports nothing of the house, reads no clock and
// draws no random number except for identifiers, so that every rule in it can
// be tested with plain values.
package airra
