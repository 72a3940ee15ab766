package look_test

import (
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// signed fails the test for every word without a sign of its own.
func signed[S ~string](t *testing.T, sign func(S) string, all []S) {
	t.Helper()
	for _, word := range all {
		if sign(word) == look.Unknown {
			t.Errorf("%T %s has no sign", word, word)
		}
	}
	if got := sign("a word of a later version"); got != look.Unknown {
		t.Errorf("an unknown word has the sign %s", got)
	}
}

func TestEveryWordHasASign(t *testing.T) {
	t.Parallel()
	signed(t, look.Severity, airra.Severities)
	signed(t, look.Status, airra.IncidentStatuses)
	signed(t, look.Action, airra.ActionStatuses)
	signed(t, look.Review, airra.ReviewStatuses)
	signed(t, look.Engineer, airra.EngineerStatuses)
	signed(t, look.Notification, airra.NotificationStatuses)
	signed(t, look.Priority, airra.NotificationPriorities)
	for _, o := range airra.Origins {
		if unreal := look.Unreal(o); (unreal == "") != (o == airra.OriginReal) || unreal == "" && o != airra.OriginReal {
			t.Errorf("origin %s is shown as %q", o, unreal)
		}
	}
	if look.Unreal("") != "" || look.Unreal("of a later version") != look.Unknown+" of a later version" {
		t.Error("an origin that is missing or not known is not shown as such")
	}
	for _, l := range append([]airra.OnCallLevel{"quaternary"}, airra.OnCallLevels...) {
		if look.Level(l) == look.Unknown || look.Level(l) == look.Gap {
			t.Errorf("level %s is not told apart", l)
		}
	}
}

func TestSparkKeepsPeaks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values []float64
		width  int
		want   string
	}{
		"nothing":                   {nil, 4, ""},
		"no room":                   {[]float64{1, 2}, 0, ""},
		"a peak among its likes":    {[]float64{0, 0, 0, 8, 0, 0, 0, 0}, 2, "█▁"},
		"values beyond half of all": {[]float64{-1.7e308, 1.7e308}, 2, "▁█"},
	} {
		if got := look.Spark(c.values, c.width); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLineShowsWhatATerminalWouldObey(t *testing.T) {
	t.Parallel()
	if got := look.Line("a\x1b[2J\nb\u200ec\u202ed"); got != "a␛[2J b�c�d" {
		t.Errorf("%q", got)
	}
}
