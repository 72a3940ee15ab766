// Package e2e holds the scripts that use the product as people do: they start
// the real airrad, type the real airra, kill processes and read what is left.
// Everything in it is a test; testdata/script has one story per file.
package e2e
