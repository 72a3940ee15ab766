// Package simulate is the world the product is shown in when there is no real
// one: five services whose gauges are functions of time, and five written
// scenarios of what can go wrong with a payment service.
//
// A scenario that was started disturbs the gauges of one service by a written
// mapping, and drills are written sequences of such starts. What would come of an
// action is worked out here, too, from what is recorded or else from assumptions.
//
// Nothing here keeps state or draws a random number. A gauge at a moment has
// one value for one seed, so the past can be computed as well as the present,
// and every process shows the same world.
package simulate
