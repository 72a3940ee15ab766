package learn

import "github.com/airra/airra/internal/airra"

// calibrationBins is into how many steps confidences are sorted.
const calibrationBins = 10

// Calibration compares what was predicted with what people found, in ten steps of the
// confidence. A confidence of 1 belongs to the last one.
func Calibration(judged []airra.Judgement) []airra.CalibrationBin {
	bins := make([]airra.CalibrationBin, calibrationBins)
	sums := make([]float64, calibrationBins)
	for _, j := range judged {
		if j.Subject != airra.AboutHypothesis {
			continue
		}
		n := binOf(j.Confidence)
		bins[n].Judged++
		sums[n] += j.Confidence
		if j.Verdict == airra.VerdictConfirmed {
			bins[n].Confirmed++
		}
	}
	for n := range bins {
		bins[n].From, bins[n].To = float64(n)/calibrationBins, float64(n+1)/calibrationBins
		if bins[n].Judged > 0 {
			predicted, observed := sums[n]/float64(bins[n].Judged), float64(bins[n].Confirmed)/float64(bins[n].Judged)
			bins[n].Predicted, bins[n].Observed = &predicted, &observed
		}
	}
	return bins
}

// binOf finds the step by comparing with its bounds: a product would put 0.3 and its like
// below their own step.
func binOf(confidence float64) int {
	n := 0
	for n < calibrationBins-1 && confidence >= float64(n+1)/calibrationBins {
		n++
	}
	return n
}
