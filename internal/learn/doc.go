// Package learn is the arithmetic of experience: how much a past incident is to be
// trusted, how much two incidents resemble each other, and what the verdicts of people
// add up to. Everything is a pure function of what is given; nothing here remembers.
package learn
