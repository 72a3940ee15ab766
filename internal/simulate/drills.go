package simulate

import (
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// Drills lists the written sequences. Every step has a service of its own. Where one
// depends on another, as orders do on payments, two steps at the same time may be seen
// as one incident that reaches further, which is a part of the exercise.
func Drills() []airra.Drill {
	step := func(delay int64, scenario string, service airra.ServiceName, comment string) airra.DrillStep {
		return airra.DrillStep{DelaySeconds: delay, ScenarioID: scenario, Service: service, Comment: comment}
	}
	const order, user, inventory, notification airra.ServiceName = "order-service", "user-service", "inventory-service", "notification-service"
	return []airra.Drill{
		{
			ID: "busy_day", Name: "A busy day", Description: "Four disturbances, one after the other, with time to finish each.",
			Steps: []airra.DrillStep{
				step(0, "memory_leak_gradual", paymentService, "The day begins with payments that hold on to memory."),
				step(300, "cpu_spike_traffic_surge", order, "A campaign brings more orders than there is CPU for."),
				step(600, "latency_spike_database", inventory, "A report locks the tables of the stock."),
				step(900, "dependency_failure_timeout", notification, "The mail provider stops answering."),
			},
		},
		{
			ID: "incident_storm", Name: "A storm", Description: "Five disturbances within six minutes: more than one person can look after.",
			Steps: []airra.DrillStep{
				step(0, "pod_crash_loop", paymentService, "A bad deployment of payments."),
				step(60, "dependency_failure_timeout", user, "Sign-ins run into time-outs outside the house."),
				step(180, "cpu_spike_traffic_surge", order, "Customers try again, and orders pile up."),
				step(240, "memory_leak_gradual", inventory, "The stock keeps everything that it was asked in memory."),
				step(360, "latency_spike_database", notification, "The queue of messages is read without an index."),
			},
		},
		{
			ID: "gradual_escalation", Name: "From bad to worse", Description: "It begins with what hardly anybody notices, and ends with what everybody does.",
			Steps: []airra.DrillStep{
				step(0, "memory_leak_gradual", notification, "A leak where nobody looks."),
				step(300, "cpu_spike_traffic_surge", inventory, "The stock is asked more often than usual."),
				step(600, "latency_spike_database", user, "Sign-ins become slow."),
				step(900, "dependency_failure_timeout", order, "Orders fail at a partner."),
				step(1200, "pod_crash_loop", paymentService, "Payments go down."),
			},
		},
	}
}

// FindDrill gives a drill by its id.
func FindDrill(id string) (airra.Drill, bool) {
	all := Drills()
	at := slices.IndexFunc(all, func(d airra.Drill) bool { return d.ID == id })
	if at < 0 {
		return airra.Drill{}, false
	}
	return all[at], true
}

// DrillIDs lists the ids of all drills with commas.
func DrillIDs() string {
	var ids []string
	for _, d := range Drills() {
		ids = append(ids, d.ID)
	}
	return strings.Join(ids, ", ")
}
