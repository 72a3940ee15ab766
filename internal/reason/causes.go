package reason

import "github.com/airra/airra/internal/airra"

// sign says what the movement of one aspect in one direction means for a cause.
type sign struct {
	aspect    aspect
	direction airra.Direction
	relevance float64
}

// cause is what the rules know about one category. The numbers are judgements,
// kept coarse on purpose: about .9 for a sign that is the cause itself, .6 to
// .8 for one that seldom has another reason, .3 to .5 for one that often has.
type cause struct {
	category  string
	name      string // for people, with an article where it needs one
	verdict   string // one clause about the service, %s
	mechanism string // one sentence: how the cause makes the effects
	check     string // one sentence: what would settle it

	shows    []sign // where the cause itself is seen
	contrary []sign // what points to something else
	effects  []sign // what the cause makes happen afterwards; relevance is not used

	surmise float64 // relevance of the top symptom alone, when the cause itself was not seen
	absence string  // what is missing then, as a sentence
	shadow  float64 // how far a recent change explains the same signs, 0..1
}

func up(a aspect, relevance float64) sign   { return sign{a, airra.Up, relevance} }
func down(a aspect, relevance float64) sign { return sign{a, airra.Down, relevance} }

// causes is the table of everything the rules can conclude. Its order decides
// between equal confidences.
var causes = []cause{
	{
		category:  airra.CategoryDatabaseIssue,
		name:      "a database problem",
		verdict:   "the database behind %s is slow or refuses work",
		mechanism: "Slow or refused queries hold requests up until callers time out, so latency and errors follow and throughput falls.",
		check:     "Look at slow queries, locks and the connection pool of the database.",
		shows:     []sign{up(aspectDatabase, .9), down(aspectDatabase, .6)},
		contrary:  []sign{up(aspectDependency, .5), up(aspectTraffic, .4), up(aspectRestarts, .5), up(aspectMemory, .3)},
		effects:   []sign{up(aspectLatency, 0), up(aspectErrors, 0), up(aspectQueue, 0), down(aspectTraffic, 0)},
		surmise:   .35, absence: "No signal of a database left its band.", shadow: .3,
	},
	{
		category:  airra.CategoryDependency,
		name:      "a failing dependency",
		verdict:   "something %s depends on is failing",
		mechanism: "Calls to something outside the service fail or hang, and the service passes that on as latency and errors, with retries on top.",
		check:     "Call the dependency directly, and look at its own status and error rate.",
		shows:     []sign{up(aspectDependency, .9), down(aspectDependency, .6)},
		contrary:  []sign{up(aspectDatabase, .5), up(aspectMemory, .4), up(aspectRestarts, .5), up(aspectCPU, .3)},
		effects:   []sign{up(aspectLatency, 0), up(aspectErrors, 0), up(aspectQueue, 0), down(aspectTraffic, 0), up(aspectTraffic, 0)},
		surmise:   .35, absence: "No sign of a disturbed dependency was seen.", shadow: .3,
	},
	{
		category:  airra.CategoryNetworkIssue,
		name:      "a network problem",
		verdict:   "the network around %s is disturbed",
		mechanism: "Lost or delayed packets disturb every connection at once, whatever is at its other end.",
		check:     "Compare connection errors, DNS and packet loss between the nodes involved.",
		shows:     []sign{up(aspectNetwork, .9), down(aspectNetwork, .6)},
		contrary:  []sign{up(aspectMemory, .5), up(aspectCPU, .4), up(aspectRestarts, .4), up(aspectDatabase, .3)},
		effects:   []sign{up(aspectLatency, 0), up(aspectErrors, 0), up(aspectDependency, 0), down(aspectTraffic, 0), up(aspectQueue, 0)},
		surmise:   .3, absence: "No network signal moved, and no two independent dependencies were disturbed together.", shadow: .2,
	},
	{
		category:  airra.CategoryDeploymentIssue,
		name:      "a bad change",
		verdict:   "a recent change broke %s",
		mechanism: "A new version, setting or flag brings a fault that was not there before, so the disturbance begins with it.",
		check:     "Compare the running version with the one before it, and read its start-up log.",
		shows:     []sign{up(aspectRestarts, .85), down(aspectReadiness, .8)},
		contrary:  []sign{up(aspectTraffic, .5), up(aspectDependency, .4), up(aspectDatabase, .4), up(aspectNetwork, .5)},
		effects: []sign{
			up(aspectErrors, 0), up(aspectLatency, 0), up(aspectCPU, 0), up(aspectMemory, 0),
			up(aspectQueue, 0), up(aspectCollection, 0), down(aspectTraffic, 0),
		},
		surmise: .3, absence: "No change in the hours before is known.",
	},
	{
		category:  airra.CategoryMemoryLeak,
		name:      "a memory leak",
		verdict:   "%s keeps memory that it no longer needs",
		mechanism: "Memory that is never given back leaves ever less room, until collection and swapping slow the service down or it is killed.",
		check:     "See whether memory fell back after the last restart and compare two heap profiles.",
		shows:     []sign{up(aspectMemory, .9), up(aspectCollection, .75)},
		contrary:  []sign{up(aspectTraffic, .5), up(aspectDatabase, .3), up(aspectDependency, .3)},
		effects: []sign{
			up(aspectLatency, 0), up(aspectErrors, 0), up(aspectRestarts, 0), down(aspectReadiness, 0),
			up(aspectCPU, 0), up(aspectQueue, 0), down(aspectTraffic, 0),
		},
		surmise: .3, absence: "No rise of memory was reported.", shadow: .2,
	},
	{
		category:  airra.CategoryTrafficSpike,
		name:      "a surge of traffic",
		verdict:   "%s gets more requests than it is sized for",
		mechanism: "More requests arrive than the service is sized for, so processors and queues fill up and every request waits.",
		check:     "See where the additional requests come from, and whether each of them costs what it used to.",
		shows:     []sign{up(aspectTraffic, .9)},
		contrary:  []sign{up(aspectDependency, .6), up(aspectErrors, .3), up(aspectRestarts, .5), up(aspectNetwork, .4)},
		effects:   []sign{up(aspectCPU, 0), up(aspectQueue, 0), up(aspectLatency, 0), up(aspectErrors, 0), up(aspectMemory, 0), up(aspectDatabase, 0)},
		surmise:   .35, absence: "No rise of traffic was reported.", shadow: .3,
	},
	{
		category:  airra.CategoryTrafficDrop,
		name:      "a loss of traffic",
		verdict:   "requests no longer reach %s as they used to",
		mechanism: "Fewer requests arrive than usual, because the callers stopped or cannot get through.",
		check:     "Look at the callers and at whatever routes requests to the service.",
		shows:     []sign{down(aspectTraffic, .85)},
		contrary: []sign{
			up(aspectErrors, .7), up(aspectLatency, .7), up(aspectRestarts, .9), down(aspectReadiness, .9),
			up(aspectDatabase, .7), up(aspectDependency, .7),
		},
		effects: []sign{down(aspectCPU, 0), down(aspectMemory, 0), down(aspectQueue, 0), down(aspectLatency, 0)},
		surmise: .2, absence: "No fall of traffic was reported.", shadow: .3,
	},
	{
		category:  airra.CategoryCPUSpike,
		name:      "a lack of processor time",
		verdict:   "%s has run out of processor time",
		mechanism: "Work inside the service takes all the processor time there is, so requests wait for their turn.",
		check:     "Take a CPU profile, and look for a loop, a batch job or throttling.",
		shows:     []sign{up(aspectCPU, .9)},
		contrary:  []sign{up(aspectTraffic, .6), up(aspectCollection, .5), up(aspectDatabase, .3), up(aspectDependency, .3)},
		effects:   []sign{up(aspectLatency, 0), up(aspectErrors, 0), up(aspectQueue, 0), down(aspectTraffic, 0)},
		surmise:   .35, absence: "No rise of processor use was reported.", shadow: .4,
	},
	{
		category:  airra.CategoryErrorSpike,
		name:      "a fault of the service itself",
		verdict:   "%s fails by a fault of its own",
		mechanism: "Requests fail inside the service, at once rather than after waiting.",
		check:     "Group the failing requests by route and message, and read the first stack trace.",
		shows:     []sign{up(aspectErrors, .8)},
		contrary: []sign{
			up(aspectDependency, .9), up(aspectDatabase, .7), up(aspectNetwork, .7), up(aspectMemory, .5),
			up(aspectCPU, .4), up(aspectRestarts, .5), down(aspectReadiness, .5),
		},
		effects: []sign{up(aspectLatency, 0), up(aspectTraffic, 0), down(aspectTraffic, 0), up(aspectQueue, 0)},
		surmise: .3, absence: "No rise of errors was reported.", shadow: .8,
	},
	{
		category:  airra.CategoryLatencySpike,
		name:      "slowness of the service itself",
		verdict:   "%s is slow by itself",
		mechanism: "Requests wait inside the service, for a lock, a full queue or a slow disk, and those that wait too long become errors.",
		check:     "Trace one slow request and see where its time goes.",
		shows:     []sign{up(aspectLatency, .8), up(aspectQueue, .7), up(aspectDisk, .8)},
		contrary: []sign{
			up(aspectDatabase, .7), up(aspectDependency, .8), up(aspectNetwork, .7), up(aspectTraffic, .5),
			up(aspectMemory, .5), up(aspectCPU, .4), up(aspectRestarts, .5), down(aspectReadiness, .5),
		},
		effects: []sign{up(aspectErrors, 0), down(aspectTraffic, 0)},
		surmise: .3, absence: "No rise of latency was reported.", shadow: .7,
	},
}

// rivals names, for what is seen most, the causes that a person would want to
// see ruled out, even when nothing points to them.
var rivals = map[aspect][]string{
	aspectErrors:     {airra.CategoryErrorSpike, airra.CategoryDeploymentIssue, airra.CategoryDependency},
	aspectLatency:    {airra.CategoryLatencySpike, airra.CategoryDatabaseIssue, airra.CategoryCPUSpike},
	aspectCPU:        {airra.CategoryCPUSpike, airra.CategoryTrafficSpike},
	aspectMemory:     {airra.CategoryMemoryLeak, airra.CategoryTrafficSpike},
	aspectCollection: {airra.CategoryMemoryLeak, airra.CategoryTrafficSpike},
	aspectTraffic:    {airra.CategoryTrafficSpike, airra.CategoryErrorSpike},
	aspectQueue:      {airra.CategoryLatencySpike, airra.CategoryTrafficSpike},
	aspectRestarts:   {airra.CategoryDeploymentIssue, airra.CategoryMemoryLeak},
	aspectReadiness:  {airra.CategoryDeploymentIssue, airra.CategoryNetworkIssue},
	aspectDatabase:   {airra.CategoryDatabaseIssue, airra.CategoryTrafficSpike},
	aspectDependency: {airra.CategoryDependency, airra.CategoryNetworkIssue},
	aspectNetwork:    {airra.CategoryNetworkIssue, airra.CategoryDependency},
	aspectDisk:       {airra.CategoryLatencySpike, airra.CategoryDatabaseIssue},
}

// rivalsOf is the table above for what got worse. What fell has other suspects:
// less traffic has its own reasons, less use of a resource comes from less
// traffic or from a process that is gone, and fewer errors or less waiting are
// no disturbance at all.
func rivalsOf(s symptom) []string {
	if s.Direction != airra.Down {
		return rivals[s.aspect]
	}
	switch s.aspect {
	case aspectTraffic:
		return []string{airra.CategoryTrafficDrop, airra.CategoryNetworkIssue}
	case aspectCPU, aspectMemory, aspectQueue:
		return []string{airra.CategoryTrafficDrop, airra.CategoryDeploymentIssue}
	case aspectReadiness, aspectDatabase, aspectDependency, aspectNetwork:
		return rivals[s.aspect]
	}
	return nil
}

// match gives the sign of a list that a symptom fulfils.
func match(signs []sign, s symptom) (sign, bool) {
	for _, candidate := range signs {
		if candidate.aspect == s.aspect && candidate.direction == s.Direction {
			return candidate, true
		}
	}
	return sign{}, false
}
