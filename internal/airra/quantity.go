package airra

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Number writes a value for people: three significant digits, which is what a
// deviation deserves, and large numbers in words, since nobody compares 1.5e+07
// with 2000000 at night.
func Number(x float64) string {
	switch magnitude := math.Abs(x); {
	case magnitude < 999.5 || magnitude >= 1e15 || math.IsNaN(x):
		return strconv.FormatFloat(x, 'g', 3, 64)
	case magnitude < 999_500:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case magnitude < 999.5e6:
		return strconv.FormatFloat(x/1e6, 'g', 3, 64) + " million"
	case magnitude < 999.5e9:
		return strconv.FormatFloat(x/1e9, 'g', 3, 64) + " billion"
	default:
		return strconv.FormatFloat(x/1e12, 'f', 0, 64) + " trillion"
	}
}

// Quantity writes a value with its unit: seconds below one as milliseconds, bytes
// in binary multiples, a ratio in percent. A unit that begins with a slash stands
// close to the number.
func Quantity(value float64, unit string) string {
	factor, word := Scale(value, unit)
	return Number(value*factor) + word
}

// Scale says how Quantity writes a value: what it is multiplied by, and what stands
// behind the number. A chart writes all its numbers in the way of the largest.
func Scale(value float64, unit string) (factor float64, word string) {
	if known, ok := unitSpellings[strings.ToLower(unit)]; ok {
		unit = known
	}
	switch {
	case unit == "ms" && math.Abs(value) < 1000:
		return 1, " ms"
	case unit == "ms":
		return 1.0 / 1000, " s"
	case unit == "s" && math.Abs(value) < 1:
		return 1000, " ms"
	case unit == "ratio":
		return 100, " %"
	case unit == "bytes":
		return binary(value)
	case unit == "" || strings.HasPrefix(unit, "/"):
		return 1, unit
	default:
		return 1, " " + unit
	}
}

// unitSpellings are the other ways in which callers write the units that are
// known here. What is merely counted has none.
var unitSpellings = map[string]string{
	"count": "", "1": "", "byte": "bytes", "by": "bytes", "b": "bytes", "second": "s", "seconds": "s", "sec": "s",
	"milliseconds": "ms", "millisecond": "ms", "percent": "%",
}

func binary(value float64) (factor float64, word string) {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	i := 0
	for factor = 1; math.Abs(value*factor) >= 1023.5 && i < len(units)-1; i++ {
		factor /= 1024
	}
	return factor, " " + units[i]
}

// Lasting writes a duration for people, in the two units that matter: 3 d 4 h, 1 h 30
// min, 15 min, 40 s.
func Lasting(d time.Duration) string {
	if d = d.Abs(); d < time.Minute {
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	}
	d = d.Round(time.Minute)
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case days > 0:
		return fmt.Sprintf("%d d", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d h", hours)
	default:
		return fmt.Sprintf("%d min", minutes)
	}
}
