// Package perceive turns samples into anomalies and anomalies into incident
// drafts. It is the first of the three rooms of the product: what it decides,
// package reason explains and package act answers.
//
// The way of a sample: a [Source] returns the series of one golden signal for
// all services in one range query; the [Monitor] hands every point since its
// last look to the [Detector] of that series; points outside the band form a
// run; a run that leaves the band far enough becomes a finding; [Decide] turns
// the findings of one tick, together with the incidents that are already
// known, into decisions, which the [Sink] of the monitor writes down.
//
// Everything that judges is a pure function of values and times. Only the
// monitor asks a clock, and only the sources open connections.
package perceive
