package embedded

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
)

// scraped is one sample of a metrics page.
type scraped struct {
	labels labels.Labels
	sample sample
}

// maxFuture is how far ahead of the scrape a page may date a sample. Beyond it
// the clock of the target is wrong, and the sample would block its series.
const maxFuture = time.Minute

// parsePage reads a metrics page in the Prometheus text format. Samples without
// a timestamp of their own take the moment of the scrape. Extra labels are
// added where the page does not have them itself. A page that is wrong anywhere
// is refused as a whole, since half a page would mark the other half stale.
func parsePage(page io.Reader, at time.Time, extra []labels.Label) ([]scraped, error) {
	decoder := expfmt.SampleDecoder{
		Dec:  expfmt.NewDecoder(page, expfmt.NewFormat(expfmt.TypeTextPlain)),
		Opts: &expfmt.DecodeOptions{Timestamp: model.TimeFromUnixNano(at.UnixNano())},
	}
	var found []scraped
	for {
		var vector model.Vector
		switch err := decoder.Decode(&vector); {
		case errors.Is(err, io.EOF):
			// The decoder gives the families in the order of a map. Where the ring is full,
			// that would make it chance which series are kept.
			slices.SortStableFunc(found, func(a, b scraped) int { return labels.Compare(a.labels, b.labels) })
			return found, nil
		case err != nil:
			return nil, fmt.Errorf("read metrics page: %w", err)
		}
		for _, s := range vector {
			when := int64(s.Timestamp)
			if when > at.Add(maxFuture).UnixMilli() || math.IsNaN(float64(s.Value)) {
				continue
			}
			found = append(found, scraped{labelsOf(s.Metric, extra), sample{when, float64(s.Value)}})
		}
	}
}

func labelsOf(metric model.Metric, extra []labels.Label) labels.Labels {
	b := labels.NewScratchBuilder(len(metric) + len(extra))
	for name, value := range metric {
		if value != "" {
			b.Add(string(name), string(value))
		}
	}
	for _, l := range extra {
		if metric[model.LabelName(l.Name)] == "" {
			b.Add(l.Name, l.Value)
		}
	}
	b.Sort()
	return b.Labels()
}
