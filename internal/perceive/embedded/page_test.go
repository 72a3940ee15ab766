package embedded

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
)

func FuzzParsePage(f *testing.F) {
	f.Add("# HELP a help\n# TYPE a gauge\na{service=\"x\"} 1.5\n")
	f.Add("a 1 1795435200000\nb{c=\"\\\"\\n\\\\\"} +Inf\n")
	f.Add("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n")
	f.Add("# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 1\ns_count 1\n")
	f.Add("{\"a.b\",\"c d\"=\"e\"} 1\n")
	f.Add("a{} 1\na{} 1\n")
	f.Add("a{b=\"c\"")
	f.Add("<html>")
	f.Add("\x00\xff 1\n")
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	extra := []labels.Label{{Name: "instance", Value: "host:80"}, {Name: "job", Value: "airra"}}
	f.Fuzz(func(t *testing.T, page string) {
		found, err := parsePage(strings.NewReader(page), at, extra)
		if err != nil && found != nil {
			t.Errorf("%q gives samples and %v", page, err)
		}
		r := newRing(time.Hour, 100)
		for _, s := range found {
			if s.labels.Get(model.MetricNameLabel) == "" || s.labels.Get("job") == "" || math.IsNaN(s.sample.value) || s.sample.at > at.Add(maxFuture).UnixMilli() {
				t.Errorf("%q gives %v %+v", page, s.labels, s.sample)
			}
			if name, twice := s.labels.HasDuplicateLabelNames(); twice {
				t.Errorf("%q gives the label %q twice", page, name)
			}
			r.add(s.labels, s.sample)
		}
	})
}

func BenchmarkScrape(b *testing.B) {
	var page strings.Builder
	for i := range 1000 {
		page.WriteString("level{service=\"service-" + strings.Repeat("x", i%20) + "\",n=\"" + time.Duration(i).String() + "\"} 1.5\n")
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parsePage(strings.NewReader(page.String()), time.Unix(0, 0), nil); err != nil {
			b.Fatal(err)
		}
	}
}
