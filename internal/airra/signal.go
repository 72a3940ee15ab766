package airra

import "time"

// SignalKind says what a signal is made of. The kinds weigh differently when
// they are correlated (contract 4.5).
type SignalKind string

// The kinds of signals.
const (
	KindMetric SignalKind = "metric"
	KindAlert  SignalKind = "alert"
	KindLog    SignalKind = "log"
	KindEvent  SignalKind = "event"
)

// Direction says to which side a signal left its band.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// Point is one sample of a series.
type Point struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
}

// Band is the stretch of values that the detector holds for normal: as far from the
// mean of the baseline, to both sides, as its threshold allows.
type Band struct {
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Threshold float64 `json:"threshold"` // in standard deviations of the baseline
}

// Signal is one series of one service that left its normal band: the finding of
// the detector, and with its window the evidence that is stored.
type Signal struct {
	Service    ServiceName `json:"service"`
	Name       string      `json:"name"` // error_rate, latency_p95 …: the golden signal's name
	Kind       SignalKind  `json:"kind"`
	Unit       string      `json:"unit"`     // "req/s", "s", "ratio", "bytes" or empty
	Query      string      `json:"query"`    // PromQL that returns this one series; empty for a snapshot without a source
	Category   string      `json:"category"` // error_spike …, contract 4.3
	Current    float64     `json:"current"`
	Expected   float64     `json:"expected"`       // mean of the baseline
	StdDev     float64     `json:"std_dev"`        // sample standard deviation of the baseline
	Samples    int         `json:"samples"`        // points in the baseline
	Band       *Band       `json:"band,omitempty"` // what the last point outside was judged by; nil where nothing was judged by a baseline
	Sigma      float64     `json:"sigma"`          // deviation of Current in standard deviations, never negative
	Confidence float64     `json:"confidence"`
	Direction  Direction   `json:"direction"`
	Assumed    bool        `json:"assumed"`              // no baseline was there: expected, sigma and confidence are the contract's convention (10.7)
	Ongoing    bool        `json:"ongoing"`              // the newest point is still outside the band
	NewNormal  bool        `json:"new_normal,omitempty"` // it ended because its level lasted so long that it became the baseline
	FirstSeen  time.Time   `json:"first_seen"`
	LastSeen   time.Time   `json:"last_seen"` // last point outside the band
	Peak       float64     `json:"peak"`
	PeakSigma  float64     `json:"peak_sigma"`
	Window     []Point     `json:"window"` // stored stretch of the series around the onset
	Marks      []time.Time `json:"marks"`  // which points of the window were anomalous
}
