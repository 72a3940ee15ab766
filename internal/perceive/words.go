package perceive

import (
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// title says in one line what is wrong: the signal that moved most, how far,
// and where.
func title(service airra.ServiceName, signals []airra.Signal) string {
	if len(signals) == 0 {
		return "Disturbance on " + string(service)
	}
	lead := signals[0]
	for _, s := range signals[1:] {
		if s.PeakSigma > lead.PeakSigma {
			lead = s
		}
	}
	text := fmt.Sprintf("%s %s on %s", readable(lead.Name), extent(lead), service)
	switch more := len(signals) - 1; more {
	case 0:
		return text
	case 1:
		return text + " and one more signal"
	default:
		return fmt.Sprintf("%s and %d more signals", text, more)
	}
}

// extent says how far a signal went: as a multiple where that is plain, else in
// standard deviations.
func extent(s airra.Signal) string {
	ratio := s.Peak / s.Expected
	switch {
	case s.Kind == airra.KindAlert:
		return "firing"
	case s.Direction == airra.Down && s.Expected > 0 && ratio >= 0 && ratio <= 0.95:
		return fmt.Sprintf("down to %.0f%% of normal", 100*ratio)
	case s.Expected > 0 && ratio >= 1.05:
		return multiple(ratio) + "x normal"
	case s.Direction == airra.Down:
		return fmt.Sprintf("%.1fσ below normal", s.PeakSigma)
	default:
		return fmt.Sprintf("%.1fσ above normal", s.PeakSigma)
	}
}

func multiple(ratio float64) string {
	if ratio >= 10 {
		return fmt.Sprintf("%.0f", ratio)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", ratio), ".0")
}

// readable turns cpu_usage into "CPU usage".
func readable(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == ':' || r == '.' || r == '-' })
	for i, word := range words {
		switch strings.ToLower(word) {
		case "cpu", "http", "api", "tcp", "io", "gc", "db":
			words[i] = strings.ToUpper(word)
		default:
			if i == 0 && word[0] >= 'a' && word[0] <= 'z' {
				words[i] = string(word[0]-'a'+'A') + word[1:]
			}
		}
	}
	if len(words) == 0 {
		return "Signal"
	}
	return strings.Join(words, " ")
}

// description lists the signals in the order of onset.
func description(d Decision) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Signals of %s left their normal band, in this order:", strings.Join(d.Components, ", "))
	for _, s := range d.Signals {
		side := "above"
		if s.Direction == airra.Down {
			side = "below"
		}
		fmt.Fprintf(&text, "\n- %s of %s: %s, %s against %s expected (%.1fσ %s) since %s",
			s.Name, s.Service, s.Category, airra.Quantity(s.Current, s.Unit), airra.Quantity(s.Expected, s.Unit),
			s.Sigma, side, s.FirstSeen.UTC().Format(clock))
	}
	return text.String()
}
