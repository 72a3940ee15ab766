package config

import (
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/airra/airra/internal/airra"
)

// DemoServices are the five services that the demo gauges play.
func DemoServices() []airra.ServiceName {
	return []airra.ServiceName{
		"payment-service", "order-service", "user-service", "inventory-service", "notification-service",
	}
}

// DemoTopology is the graph that surrounds the demo. Three of the demo services
// are not in it, on purpose: a service nobody has described must work too.
func DemoTopology() []airra.Service {
	return []airra.Service{
		demoService("api-gateway", "tier-1", airra.CriticalityCritical, "auth-service", "payment-service", "order-service"),
		demoService("auth-service", "tier-1", airra.CriticalityCritical, "database", "redis"),
		demoService("database", "tier-0", airra.CriticalityCritical),
		demoService("frontend", "tier-1", airra.CriticalityHigh, "api-gateway"),
		demoService("order-service", "tier-2", airra.CriticalityHigh, "database", "redis", "payment-service"),
		demoService("payment-service", "tier-1", airra.CriticalityCritical, "database", "redis", "payment-gateway"),
		demoService("redis", "tier-0", airra.CriticalityHigh),
	}
}

func demoService(name airra.ServiceName, tier string, criticality airra.Criticality, needs ...airra.ServiceName) airra.Service {
	return airra.Service{Name: name, Tier: tier, Criticality: criticality, DependsOn: needs}
}

// loadServices reads the services file; without one the demo brings its graph.
func loadServices(path string, demo bool) ([]airra.Service, error) {
	switch {
	case path == "" && demo:
		return DemoTopology(), nil
	case path == "":
		return nil, nil
	}
	file := yamlFile{setting: rowOf("ServicesFile"), path: path}
	root, err := file.root("services")
	if err != nil {
		return nil, err
	}
	nodes, err := file.mapping(root)
	if err != nil {
		return nil, err
	}
	services := make([]airra.Service, 0, len(nodes))
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		service, err := file.service(name, nodes[name])
		if err != nil {
			return nil, err
		}
		services = append(services, service)
	}
	return services, nil
}

// service reads one entry. A dependency need not have an entry of its own: a
// payment provider has no owner in this house.
func (f yamlFile) service(name string, node *yaml.Node) (airra.Service, error) {
	service := airra.Service{Name: airra.ServiceName(name)}
	if !validName(name) {
		return service, f.at(node.Line, "the service name %q is not accepted", name)
	}
	if resolved(node).Tag == "!!null" { // "redis:" alone is a service of which nothing is known.
		return service, nil
	}
	values, err := f.mapping(node, "depends_on", "tier", "team", "criticality", "owners")
	if err != nil {
		return service, err
	}
	for _, field := range []struct {
		key  string
		into *string
	}{{"tier", &service.Tier}, {"team", &service.Team}, {"criticality", (*string)(&service.Criticality)}} {
		if err := f.text(values[field.key], field.into); err != nil {
			return service, err
		}
	}
	if service.Owners, err = f.texts(values["owners"]); err != nil {
		return service, err
	}
	needs, err := f.texts(values["depends_on"])
	if err != nil {
		return service, err
	}
	for _, need := range needs {
		if !validName(need) || need == name {
			return service, f.at(values["depends_on"].Line, "%s cannot depend on %q", name, need)
		}
		service.DependsOn = append(service.DependsOn, airra.ServiceName(need))
	}
	return service, f.checkCriticality(node.Line, service)
}

func (f yamlFile) checkCriticality(line int, s airra.Service) error {
	switch s.Criticality {
	case airra.CriticalityCritical, airra.CriticalityHigh, airra.CriticalityMedium, airra.CriticalityLow, airra.CriticalityUnknown:
		return nil
	default:
		return f.at(line, "the criticality %q of %s is not accepted: critical, high, medium or low", s.Criticality, s.Name)
	}
}
