package reason

import (
	"fmt"

	"github.com/airra/airra/internal/airra"
)

// proportional is by how much a resource may outgrow the traffic and still be
// explained by it. By the utilization law the load of a resource is throughput
// times the demand of one request, so under unchanged code both grow alike; the
// margin allows for measurements that are not of the same moment.
const proportional = 1.3

// loadExplains says whether a rise of traffic beside a rising resource is
// large enough to account for it. If it is not, the traffic is no objection to
// a fault of the resource.
func loadExplains(f facts, c *claim, s symptom) bool {
	if s.aspect != aspectTraffic || s.Direction != airra.Up {
		return false
	}
	resource, ok := grownResource(f, c)
	return ok && s.fold() > 0 && resource.fold() > s.fold()*proportional
}

func grownResource(f facts, c *claim) (symptom, bool) {
	resource := map[string]aspect{
		airra.CategoryCPUSpike: aspectCPU, airra.CategoryMemoryLeak: aspectMemory,
	}[c.category]
	return earliest(f.own, func(s symptom) bool { return resource != "" && s.aspect == resource && s.fold() > 0 })
}

// observeProportion compares growth of traffic and of resources.
func observeProportion(f facts, c *claim) {
	if c.category != airra.CategoryTrafficSpike || len(c.roots) == 0 {
		return
	}
	traffic := c.roots[0]
	for _, s := range f.own {
		if (s.aspect != aspectCPU && s.aspect != aspectMemory) || s.Direction != airra.Up || s.fold() == 0 || traffic.fold() == 0 {
			continue
		}
		growth := fmt.Sprintf("%s grew %s-fold while %s grew %s-fold", s.Name, number(s.fold()), traffic.Name, number(traffic.fold()))
		if s.fold() <= traffic.fold()*proportional {
			c.support(kindOf(s), s.Name, growth+", so the load accounts for it.", .75, s.Query)
		} else {
			c.object(kindOf(s), s.Name, growth+", more than the load accounts for.", .6, s.Query)
		}
		return
	}
}

// observeShape looks at how memory rose. A leak takes many steps; memory that
// was there from one sample to the next was asked for in one go.
func observeShape(f facts, c *claim) {
	if c.category != airra.CategoryMemoryLeak {
		return
	}
	for _, s := range c.roots {
		if s.aspect != aspectMemory {
			continue
		}
		switch rise, steps := largestStep(s.Window); {
		case steps < 4:
		case rise >= 0.7:
			c.object(kindOf(s), s.Name, fmt.Sprintf("%s jumped: %s %% of its rise came in one step, and a leak rises slowly.",
				s.Name, number(rise*100)), .5, s.Query)
		case rise <= 0.4:
			c.support(kindOf(s), s.Name, fmt.Sprintf("%s rose steadily, in no step by more than %s %% of its whole rise.",
				s.Name, number(rise*100)), .9, s.Query)
		}
		return
	}
}

// largestStep is the share of a series' whole rise that its largest single step
// makes, and the number of steps. It is 0 for a series that did not rise.
func largestStep(window []airra.Point) (share float64, steps int) {
	if len(window) < 2 {
		return 0, 0
	}
	low, high, step := window[0].Value, window[0].Value, 0.0
	for i := 1; i < len(window); i++ {
		low, high = min(low, window[i].Value), max(high, window[i].Value)
		step = max(step, window[i].Value-window[i-1].Value)
	}
	if high <= low || finite(high-low) == 0 {
		return 0, 0
	}
	return unit(step / (high - low)), len(window) - 1
}
