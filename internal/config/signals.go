package config

import (
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/airra/airra/internal/airra"
)

// Signal maps a golden signal to the query that measures it for all services at
// once.
type Signal struct {
	Name  string // error_rate
	Kind  airra.SignalKind
	Unit  string // "err/s", may be empty
	Query string // PromQL; $services stands for a regular expression of the monitored names
	Label string // the label of the answer that names the service
}

// DemoSignals are the built-in signals: the five gauges that the demo serves.
func DemoSignals() []Signal {
	gauge := func(name, metric, unit string) Signal {
		return Signal{Name: name, Kind: airra.KindMetric, Unit: unit, Query: metric, Label: "service"}
	}
	return []Signal{
		gauge("request_rate", "airra_demo_request_rate", "req/s"),
		gauge("error_rate", "airra_demo_error_rate", "err/s"),
		gauge("latency_p95", "airra_demo_latency_p95", "s"),
		gauge("cpu_usage", "airra_demo_cpu_usage", "ratio"),
		gauge("memory_usage", "airra_demo_memory_bytes", "bytes"),
	}
}

// identifier is what Prometheus allows as the name of a label, and what reads
// well as the name of a signal.
var identifier = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// loadSignals reads the signals file; without one the demo's signals hold.
func loadSignals(path string) ([]Signal, error) {
	if path == "" {
		return DemoSignals(), nil
	}
	file := yamlFile{setting: rowOf("SignalsFile"), path: path}
	root, err := file.root("signals")
	if err != nil {
		return nil, err
	}
	list := resolved(root)
	if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return nil, file.at(list.Line, "want a list of signals here, each with a name and a query")
	}
	var signals []Signal
	for _, node := range list.Content {
		signal, err := file.signal(node)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(signals, func(s Signal) bool { return s.Name == signal.Name }) {
			return nil, file.at(node.Line, "the signal %q stands here a second time", signal.Name)
		}
		signals = append(signals, signal)
	}
	return signals, nil
}

func (f yamlFile) signal(node *yaml.Node) (Signal, error) {
	values, err := f.mapping(node, "name", "kind", "unit", "query", "label")
	if err != nil {
		return Signal{}, err
	}
	signal := Signal{Kind: airra.KindMetric, Label: "service"}
	for _, field := range []struct {
		key  string
		into *string
	}{
		{"name", &signal.Name},
		{"kind", (*string)(&signal.Kind)},
		{"unit", &signal.Unit},
		{"query", &signal.Query},
		{"label", &signal.Label},
	} {
		if err := f.text(values[field.key], field.into); err != nil {
			return Signal{}, err
		}
	}
	return signal, f.checkSignal(resolved(node).Line, signal)
}

func (f yamlFile) checkSignal(line int, s Signal) error {
	kinds := []airra.SignalKind{airra.KindMetric, airra.KindAlert, airra.KindLog, airra.KindEvent}
	switch {
	case !identifier.MatchString(s.Name):
		return f.at(line, "the name %q is not accepted: letters, digits and _, such as error_rate", s.Name)
	case s.Query == "":
		return f.at(line, "the signal %s has no query", s.Name)
	case !slices.Contains(kinds, s.Kind):
		return f.at(line, "the kind %q is not accepted: metric, alert, log or event", s.Kind)
	case !identifier.MatchString(s.Label):
		return f.at(line, "the label %q is not accepted: letters, digits and _, such as service", s.Label)
	}
	return nil
}
