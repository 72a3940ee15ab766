// Package house is empty; its tests hold the house to its plan. They prove, from
// what the compiler really sees, which room imports which, and what the two
// programs are made of. The linter says the same while one writes; this says it
// of the whole, over every step of the way.
package house
