// Package invent thinks incidents up, so that a development server has something to
// show when nothing goes wrong. A language model writes them where there is one; a
// seeded grammar does where there is none, and where the model's answer is of no use.
//
// The package does no I/O and draws no random number of its own: one seed gives one
// incident, and the model is a function that somebody else hands in.
package invent
