package tui

import (
	"context"
	"iter"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// Backend is what the cockpit asks and does: the server, over HTTP or in a test.
type Backend interface {
	airra.Incidents
	airra.Actions
	airra.Catalog
	airra.Operations
	airra.People
	airra.Learning
	airra.Analytics
	airra.Postmortems
	airra.Simulator
}

// Feed gives the events behind an id, those of the past first, until the context ends.
// A connection that breaks is made again by itself; lost and back tell of it.
type Feed func(ctx context.Context, after int64, lost func(error), back func()) iter.Seq2[airra.Event, error]

// Options are what the cockpit is made of. All but the last group are required.
type Options struct {
	Backend Backend
	Feed    Feed // nil: nothing is live, as in tests of single screens
	Actor   string
	Context string // the name of the server as the person knows it
	Now     func() time.Time

	Theme    Theme
	ReadOnly bool                                            // writes are neither offered nor done
	Open     func(ctx context.Context, address string) error // shows a page in the browser; nil where there is none
	Editor   []string                                        // the program that notes are written in, with its arguments
	Paper    *Paper                                          // how postmortems are edited; nil where they cannot be
	Bell     bool                                            // rings on a new page to the actor
	Mouse    bool
	Sections []SavedSection             // filters of the incidents that the person has named
	Keep     func([]SavedSection) error // keeps them for the next time; nil where they cannot be kept
	Greeting string                     // stands at the bottom at first, for somebody who is here for the first time
	Wake     time.Duration              // how long a dialog ignores keys; 0 means 400 ms
}

// Theme is the name of a set of looks.
type Theme = theme.Name

// The themes that are chosen for the person: the one after the terminal's background,
// and the one without colours.
const (
	ThemeAuto = theme.Auto
	ThemeMono = theme.Mono
)

// Themes lists all of them.
func Themes() []Theme { return theme.Names }
