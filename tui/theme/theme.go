// Package theme holds the looks of the cockpit: tokens, and the styles made of them.
// No colour stands anywhere else. A colour is never the only carrier of a meaning;
// every state is a glyph and a word too, so the mono theme loses nothing.
package theme

import (
	"image/color"
	"slices"

	"charm.land/lipgloss/v2"
)

// Name is the name of a theme.
type Name string

// The themes. Auto follows the background of the terminal.
const (
	Auto         Name = "auto"
	Dark         Name = "dark"
	Light        Name = "light"
	HighContrast Name = "hc"
	ColourBlind  Name = "deuter" // told apart by lightness and by blue against orange, never by red against green
	Mono         Name = "mono"
)

// Names lists the themes.
var Names = []Name{Auto, Dark, Light, HighContrast, ColourBlind, Mono}

// Valid says whether n is one of them.
func (n Name) Valid() bool { return slices.Contains(Names, n) }

// tokens are the colours of a theme by what they are for; nil is the terminal's own.
type tokens struct {
	accent, faint, alarm, warn, good, rule, selection color.Color
}

var palettes = map[Name]tokens{
	Dark: {
		accent: lipgloss.Color("#7DCFFF"), faint: lipgloss.Color("#7A8394"), alarm: lipgloss.Color("#FF6B6B"), warn: lipgloss.Color("#E5C07B"),
		good: lipgloss.Color("#98C379"), rule: lipgloss.Color("#4B5263"), selection: lipgloss.Color("#2C313C"),
	},
	Light: {
		accent: lipgloss.Color("#005F87"), faint: lipgloss.Color("#6C6C6C"), alarm: lipgloss.Color("#AF0000"), warn: lipgloss.Color("#875F00"),
		good: lipgloss.Color("#005F00"), rule: lipgloss.Color("#BCBCBC"), selection: lipgloss.Color("#E4E4E4"),
	},
	HighContrast: {
		accent: lipgloss.Color("#00FFFF"), faint: lipgloss.Color("#FFFFFF"), alarm: lipgloss.Color("#FF5555"), warn: lipgloss.Color("#FFFF00"),
		good: lipgloss.Color("#00FF00"), rule: lipgloss.Color("#FFFFFF"), selection: lipgloss.Color("#0000AA"),
	},
	ColourBlind: {
		accent: lipgloss.Color("#56B4E9"), faint: lipgloss.Color("#8A8A8A"), alarm: lipgloss.Color("#D55E00"), warn: lipgloss.Color("#F0E442"),
		good: lipgloss.Color("#0072B2"), rule: lipgloss.Color("#585858"), selection: lipgloss.Color("#303030"),
	},
}

// Styles are what the screens draw with.
type Styles struct {
	Plain, Strong, Accent, Faint, Alarm, Warn, Good, Rule, Selected, Tab lipgloss.Style
}

// New makes the styles of a theme. Auto and a name that is none are dark or light,
// after the terminal's background.
func New(name Name, dark bool) Styles {
	if name == Mono {
		bold, plain := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle()
		return Styles{Plain: plain, Strong: bold, Accent: bold, Faint: plain, Alarm: bold, Warn: bold, Good: plain, Rule: plain, Selected: plain.Reverse(true), Tab: plain.Reverse(true)}
	}
	t, known := palettes[name]
	if !known {
		t = palettes[Light]
		if dark {
			t = palettes[Dark]
		}
	}
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	return Styles{
		Plain: lipgloss.NewStyle(), Strong: lipgloss.NewStyle().Bold(true), Accent: ink(t.accent), Faint: ink(t.faint), Alarm: ink(t.alarm).Bold(true),
		Warn: ink(t.warn), Good: ink(t.good), Rule: ink(t.rule), Selected: lipgloss.NewStyle().Background(t.selection).Bold(true),
		Tab: lipgloss.NewStyle().Bold(true).Foreground(t.accent),
	}
}
