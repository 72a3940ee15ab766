package perceive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// Draft writes the incident that a decision describes: everything but its id,
// its ref and the times of its row. It serves Open, and after MoveRoot or Fold
// gives the title, severity and snapshot the incident should have now. Severity
// is that of the root's signals alone: the components suffer from the root.
func Draft(d Decision, topology airra.Topology) airra.Incident {
	own := ofService(d.Signals, d.Service)
	if len(own) == 0 {
		own = d.Signals
	}
	service, _ := topology.Service(d.Service)
	draft := airra.Incident{
		Origin: airra.OriginReal,
		Title:  title(d.Service, own), Description: description(d),
		Severity: severityOf(own, service.Criticality), AffectedService: d.Service,
		AffectedComponents: d.Components, Status: airra.StatusDetected, DetectionSource: airra.SourceMonitor,
		MetricsSnapshot: snapshotOf(d), Context: contextOf(d, service, topology),
		Fingerprint: Fingerprint(d.Service, d.Signals), OccurrenceCount: 1, PeakSigma: peakSigma(d.Signals),
	}
	if len(d.Signals) > 0 {
		draft.DetectedAt = d.Signals[0].FirstSeen
		last := lastSeen(d.Signals)
		draft.LastSeenAt = &last
	}
	return draft
}

// Fingerprint names a disturbance by what is disturbed: the SHA-256, in
// hexadecimal, of the service and the sorted names of its own signals. Signals
// of components are left out, so that the same fault has the same fingerprint
// whoever else suffers from it.
func Fingerprint(service airra.ServiceName, signals []airra.Signal) string {
	var names []string
	for _, s := range signals {
		if s.Service == service {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(string(service) + "\n" + strings.Join(slices.Compact(names), "\n")))
	return hex.EncodeToString(sum[:])
}

func peakSigma(signals []airra.Signal) float64 {
	var peak float64
	for _, s := range signals {
		peak = max(peak, s.Sigma, s.PeakSigma)
	}
	return peak
}

// snapshotOf is what the contract calls metrics_snapshot. Signals of components
// carry their service in the key, since two services have the same names.
func snapshotOf(d Decision) json.RawMessage {
	type entry struct {
		Current   float64 `json:"current"`
		Expected  float64 `json:"expected"`
		Deviation float64 `json:"deviation_sigma"`
	}
	snapshot := map[string]entry{}
	for _, s := range d.Signals {
		key := s.Name
		if s.Service != d.Service {
			key = string(s.Service) + "/" + s.Name
		}
		snapshot[key] = entry{s.Current, s.Expected, s.Sigma}
	}
	return encode(snapshot)
}

// contextOf tells the circumstances. Correlation appears only where signals of
// different kinds agree, the service's place only where it is known.
func contextOf(d Decision, service airra.Service, topology airra.Topology) json.RawMessage {
	facts := map[string]any{
		"anomaly_count": len(d.Signals), "max_deviation": peakSigma(d.Signals), "auto_detected": true,
	}
	if found := Correlate(ofService(d.Signals, d.Service)); len(found) > 0 {
		facts["correlation_confidence"] = found[0].Confidence
		facts["correlated_signal_count"] = len(found[0].Signals)
	}
	if upstreams := topology.Upstreams(d.Service); len(upstreams) > 0 {
		facts["upstream_dependencies"] = upstreams
	}
	if service.Criticality != airra.CriticalityUnknown {
		facts["service_criticality"] = service.Criticality
	}
	if service.Tier != "" {
		facts["service_tier"] = service.Tier
	}
	return encode(facts)
}

// encode cannot fail: the detector never lets a value in that is no number, and
// everything else here is text.
func encode(value any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("perceive: a draft cannot be written as JSON: %v", err))
	}
	return encoded
}
