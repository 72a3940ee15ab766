// Package reason turns an incident into ranked causes that a person can check.
//
// The story it tells: a case arrives with signals, a dependency graph, recent
// changes and similar past incidents. Rules gather what speaks for and against
// each cause the product knows, every observation with its number, its time
// and, where there is one, the PromQL that shows it again. One published
// formula turns the observations into a confidence. Where a language model is
// configured it does the gathering instead, under the same formula: it never
// sets a confidence and it never names a command. Whenever the model cannot
// answer, the rules do, and the analysis says so.
//
// Everything but the call to the model is a pure function of the case: the same
// case gives the same answer tomorrow.
package reason
