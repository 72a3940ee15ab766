package invent

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// The bounds of the contract, in characters and in words.
const (
	shortestTitle  = 50
	longestTitle   = 80
	enoughWords    = 205
	titleDraws     = 40
	defaultMinutes = 4
)

// Compose writes the incident of a seed by the grammar alone.
func Compose(seed uint64) Draft {
	dice := rand.New(rand.NewPCG(seed, pepper))
	s, p := choose(dice)
	return compose(dice, s, p)
}

// pepper keeps the draws of this package apart from others that use the same seed.
const pepper = 0x61697272612d696e

// choose draws who has trouble and which: every pair is as likely as any other.
func choose(dice *rand.Rand) (service, Pattern) {
	return services[dice.IntN(len(services))], Patterns[dice.IntN(len(Patterns))]
}

func compose(dice *rand.Rand, s service, p Pattern) Draft {
	how := patterns[p]
	severity := drawSeverity(dice, s.worst)
	d := Draft{Service: s.name, Pattern: p, Severity: severity, Metrics: how.metrics(dice, severity), Generator: GrammarName}
	w := writer{dice: dice, words: facts(dice, d)}
	d.Title = w.title(d.Service, how)
	d.Description = w.description(s, how, d.Metrics)
	return d
}

// facts are the words of one incident, the same wherever they stand in it.
func facts(dice *rand.Rand, d Draft) map[string]string {
	lead := d.Metrics[0]
	build, zone := fmt.Sprint(10_000+dice.IntN(90_000)), draw(dice, zones)
	// A pod, a build or a shard is one of thousands: titles would repeat themselves
	// if only the few zones told one incident of a service from the next.
	where := draw(dice, []string{
		fmt.Sprintf("on pod %05x", dice.IntN(1<<20)),
		fmt.Sprintf("in shard %d of %s", 1+dice.IntN(4096), zone),
	})
	detail := draw(dice, []string{where, "since build " + build, fmt.Sprintf("after v%d.%d.%d", 1+dice.IntN(9), dice.IntN(40), dice.IntN(60))})
	return map[string]string{
		"service": string(d.Service), "value": airra.Quantity(lead.Current, lead.Unit), "normal": airra.Quantity(lead.Expected, lead.Unit),
		"build": build, "zone": zone, "detail": detail, "where": where, "minutes": fmt.Sprint(defaultMinutes + dice.IntN(40)),
		"share": fmt.Sprintf("%d %%", share(dice, d.Severity)), "drop": fmt.Sprintf("%d %%", share(dice, d.Severity)),
		"money": fmt.Sprintf("%d,%d00 euros", d.Severity.Rank()*(1+dice.IntN(9)), dice.IntN(10)),
	}
}

var zones = []string{"eu-west-1a", "eu-west-1b", "eu-central-1a", "us-east-1c", "us-east-1d", "us-west-2a", "ap-south-1b", "ap-northeast-1a"}

// share is how many percent of the users notice: the worse, the more.
func share(dice *rand.Rand, s airra.Severity) int {
	most := map[airra.Severity]int{airra.SeverityLow: 4, airra.SeverityMedium: 11, airra.SeverityHigh: 24, airra.SeverityCritical: 45}[s]
	return most/2 + 1 + dice.IntN(most/2)
}

// writer fills phrases with the words of one incident.
type writer struct {
	dice  *rand.Rand
	words map[string]string
}

func (w writer) fill(phrase string) string {
	for name, word := range w.words {
		phrase = strings.ReplaceAll(phrase, "{"+name+"}", word)
	}
	return phrase
}

// say fills one of several phrases.
func (w writer) say(phrases []string) string { return w.fill(draw(w.dice, phrases)) }

func draw(dice *rand.Rand, from []string) string { return from[dice.IntN(len(from))] }

// title draws until one has the right length. The last way out fits whatever the
// names are.
func (w writer) title(name airra.ServiceName, p pattern) string {
	for range titleDraws {
		title := w.say(p.titles)
		if n := len([]rune(title)); n >= shortestTitle && n <= longestTitle {
			return title
		}
	}
	return fmt.Sprintf("%s in %s, first seen on build %s", p.name, name, w.words["build"])
}

// description tells the onset, the numbers, who feels it, what it costs, and what is
// known so far, in this order; remarks fill it up to the length that is wanted.
func (w writer) description(s service, p pattern, metrics []Metric) string {
	paragraphs := []string{
		w.say(p.onset) + " " + w.say(p.symptoms),
		numbers(metrics),
		w.fill("{service} "+s.purpose+". ") + w.say(s.impact) + " " + w.say(s.business),
		w.say(p.clues) + " " + w.say(p.tried),
	}
	rest := w.dice.Perm(len(remarks))
	for wordCount(paragraphs) < enoughWords && len(rest) > 0 {
		paragraphs[len(paragraphs)-1] += " " + w.fill(remarks[rest[0]])
		rest = rest[1:]
	}
	return strings.Join(paragraphs, "\n\n")
}

// remarks are true of any incident.
var remarks = []string{
	"Nobody has changed anything by hand today, as far as the channel of the team remembers.",
	"The two services that {service} depends on look healthy in their own charts, and their owners have been asked all the same.",
	"It has not happened in this form during the last three months, and the runbook does not mention it.",
	"The charts of {zone} show it first, with the other zones following about a minute later.",
	"A colleague remembers something similar before the summer, which went away by itself and was never explained.",
	"Logs of the first five minutes have been saved, because they will have been rotated away by tomorrow.",
	"The next regular release is planned for the afternoon and waits until this is understood.",
	"Support has a text for customers who ask, and will be told as soon as there is something new to say.",
	"Health checks pass all the time, since they only ask whether the process is alive.",
}

// numbers puts the metrics into one paragraph.
func numbers(metrics []Metric) string {
	told := make([]string, len(metrics))
	for i, m := range metrics {
		told[i] = fmt.Sprintf("%s is at %s, where %s is usual (%+.1f σ)", m.Name, airra.Quantity(m.Current, m.Unit), airra.Quantity(m.Expected, m.Unit), m.Deviation)
	}
	return "Measured at this moment: " + strings.Join(told, "; ") + "."
}

func wordCount(paragraphs []string) int {
	n := 0
	for _, p := range paragraphs {
		n += len(strings.Fields(p))
	}
	return n
}
