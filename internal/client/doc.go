// Package client speaks to a running airrad. It implements the domain's service
// interfaces over HTTP, so that a command, a screen or a test cannot tell
// whether it was given the server's own services or this package.
//
// Three promises hold for every call. A refusal arrives as the same
// [airra.Error] that the server made: the code in the problem body decides, and
// never the HTTP status, because one status stands for several codes. A server
// that is not there is told within two seconds, with the words a person needs
// to start it. And the bytes of an answer can be had unchanged, see
// [Client.Keeping], since a script that asked for JSON wants the API's object
// and not our reading of it.
package client
