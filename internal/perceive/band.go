package perceive

import (
	"math"

	"github.com/airra/airra/internal/airra"
)

// bandOf is the band that a point was judged by.
func (d *Detector) bandOf(j Judgement) *airra.Band {
	return BandOf(j.Mean, j.StdDev, d.options.Threshold)
}

// BandOf gives the values that lie within a threshold of a baseline: exactly those for
// which the detector finds nothing. It is nil where the threshold has no end on one
// side, as with a baseline without movement and a threshold of ten and more.
func BandOf(mean, sd, threshold float64) *airra.Band {
	if sd > flatness*math.Abs(mean) {
		return &airra.Band{Low: mean - threshold*sd, High: mean + threshold*sd, Threshold: threshold}
	}
	share := threshold / 10 // of the change that counts ten, see distance
	if share >= 1 {
		return nil
	}
	return &airra.Band{Low: -flatEnd(-mean, share), High: flatEnd(mean, share), Threshold: threshold}
}

// flatEnd is the upper end of the band of a baseline that does not move. Its unit is the
// larger one of the mean and 1, and beyond both the value itself.
func flatEnd(mean, share float64) float64 {
	unit := max(math.Abs(mean), 1)
	if end := mean + share*unit; end <= unit {
		return end
	}
	return mean / (1 - share)
}
