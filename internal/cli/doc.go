// Package cli is what people type: the commands of airra.
//
// Every command is made of three parts that do not know of each other's
// business. Options hold what was asked. A constructor binds them to flags and
// writes the help. A run method does the work through the client and hands its
// result to the output, and sees neither a flag nor a terminal. One file holds
// one noun or one verb.
//
// The result of a command is data and goes to standard output: a table or a
// sentence for a person, tab-separated columns for a pipe, the API's own object
// for -o json. Everything that is said about it goes to standard error. How a
// command ended is in its exit code, see exit.go; scripts live on those codes,
// so they never change.
package cli
