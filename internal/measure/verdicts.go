package measure

import (
	"cmp"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// bins is into how many parts of the same width confidences are sorted.
const bins = 10

// BinOf is the part of the scale in which a confidence is, 0 to 9. The last part holds
// certainty too.
func BinOf(confidence float64) int {
	for bin := bins - 1; bin > 0; bin-- {
		if confidence >= float64(bin)/bins {
			return bin
		}
	}
	return 0
}

// Calibration compares confidences with verdicts. Only what was judged is here, so
// silence never counts as a no.
func Calibration(judged []airra.JudgedBin) []airra.CalibrationBin {
	calibration := make([]airra.CalibrationBin, bins)
	for i := range calibration {
		calibration[i].From, calibration[i].To = float64(i)/bins, float64(i+1)/bins
	}
	confidence := make([]float64, bins)
	for _, j := range judged {
		at := min(max(j.Bin, 0), bins-1)
		calibration[at].Judged += j.Judged
		calibration[at].Confirmed += j.Confirmed
		confidence[at] += j.Confidence
	}
	for i := range calibration {
		if c := &calibration[i]; c.Judged > 0 {
			mean := confidence[i] / float64(c.Judged)
			c.Predicted, c.Observed = &mean, Share(int64(c.Confirmed), int64(c.Judged))
		}
	}
	return calibration
}

// Detectors counts false alarms by detector: an alarm of several signals is one of
// each of them, and an alarm of none is its source's.
func Detectors(alarms []airra.JudgedAlarms) []airra.DetectorRate {
	rates := map[string]*airra.DetectorRate{}
	for _, a := range alarms {
		names := slices.Compact(slices.Sorted(slices.Values(a.Signals)))
		if len(names) == 0 {
			names = []string{""}
		}
		for _, name := range names {
			detector := a.Source
			if name != "" {
				detector += " " + name
			}
			r := rates[detector]
			if r == nil {
				r = &airra.DetectorRate{Detector: detector}
				rates[detector] = r
			}
			r.Judged += a.Judged
			r.FalseAlarms += a.False
		}
	}
	all := make([]airra.DetectorRate, 0, len(rates))
	for _, r := range rates {
		r.Rate = Share(int64(r.FalseAlarms), int64(r.Judged))
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b airra.DetectorRate) int {
		return cmp.Or(cmp.Compare(b.Judged, a.Judged), cmp.Compare(a.Detector, b.Detector))
	})
	return all
}
