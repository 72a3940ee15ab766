package learn

import (
	"cmp"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// DetectorRates tells how often each detector was wrong. A detector is the source of the
// alarm with one signal; an alarm of several signals is a verdict on each of them, and
// one without any is a verdict on the source alone. The most judged come first.
func DetectorRates(judged []airra.Judgement) []airra.DetectorRate {
	counts := map[string]*airra.DetectorRate{}
	for _, j := range judged {
		if j.Subject != airra.AboutAlarm {
			continue
		}
		for _, name := range detectors(j) {
			rate := counts[name]
			if rate == nil {
				rate = &airra.DetectorRate{Detector: name}
				counts[name] = rate
			}
			rate.Judged++
			if j.Verdict == airra.VerdictRejected {
				rate.FalseAlarms++
			}
		}
	}
	rates := make([]airra.DetectorRate, 0, len(counts))
	for _, rate := range counts {
		share := float64(rate.FalseAlarms) / float64(rate.Judged)
		rate.Rate = &share
		rates = append(rates, *rate)
	}
	slices.SortFunc(rates, func(a, b airra.DetectorRate) int {
		return cmp.Or(cmp.Compare(b.Judged, a.Judged), strings.Compare(a.Detector, b.Detector))
	})
	return rates
}

func detectors(j airra.Judgement) []string {
	if len(j.Signals) == 0 {
		return []string{j.Source}
	}
	var names []string
	for _, signal := range j.Signals {
		if name := j.Source + " " + signal; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
