package simulate

import (
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Team is the people of a development server and their schedule: somebody has to be
// on call from the first minute, or the first thing one sees is a page to nobody.
type Team struct {
	Engineers []airra.NewEngineer
	Shifts    []airra.NewShift       // of the first week
	Rotations []airra.RotationUpdate // from the second week on, without an end
}

// week is how long the written shifts are.
const week = 7 * 24 * time.Hour

// NewTeam is the team of a server that starts at a moment. The first week is written
// down as single shifts; the rotations go on where it ends, so nothing has to be
// rolled forward by a job that could be missed. The week ends at a full minute, which
// is where turns can begin, so there is neither a gap nor an overlap between the two.
func NewTeam(now time.Time) Team {
	now = now.UTC()
	next := now.Add(week).Truncate(time.Minute)
	t := Team{Engineers: []airra.NewEngineer{
		person("Alice Chen", "Platform Engineering", 5, "kubernetes", "aws", "terraform", "prometheus"),
		person("Bob Martinez", "Backend Engineering", 3, "python", "postgresql", "redis", "fastapi"),
		person("Carol Johnson", "Frontend Engineering", 3, "typescript", "react", "nextjs", "graphql"),
		person("David Kim", "SRE", 4, "prometheus", "grafana", "alerting", "sre"),
	}}
	const general, payment = "Week Rotation - General", "Week Rotation - Payment SRE"
	shift := func(name string, level airra.OnCallLevel, schedule string) airra.NewShift {
		return airra.NewShift{Engineer: mailOf(name), Level: level, ScheduleName: schedule, StartTime: now, EndTime: next}
	}
	sre := shift("David Kim", airra.LevelPrimary, payment)
	sre.Service, sre.Team = "payment-service", "sre"
	t.Shifts = []airra.NewShift{
		shift("Alice Chen", airra.LevelPrimary, general), shift("Bob Martinez", airra.LevelSecondary, general),
		shift("David Kim", airra.LevelTertiary, general), sre,
	}
	weekly := func(name string, level airra.OnCallLevel, members ...string) airra.RotationUpdate {
		layer := airra.NewLayer{Name: "weeks", Kind: airra.LayerWeekly, Every: 1, Start: next.Format(time.DateOnly), Handoff: next.Format("15:04")}
		for _, m := range members {
			layer.Members = append(layer.Members, mailOf(m))
		}
		return airra.RotationUpdate{Name: name, Level: level, TimeZone: "UTC", Layers: []airra.NewLayer{layer}}
	}
	pay := weekly(payment, airra.LevelPrimary, "Alice Chen", "David Kim")
	pay.Service, pay.Team = "payment-service", "sre"
	t.Rotations = []airra.RotationUpdate{
		weekly(general, airra.LevelPrimary, "Bob Martinez", "Carol Johnson", "David Kim", "Alice Chen"),
		weekly(general+" (secondary)", airra.LevelSecondary, "Carol Johnson", "David Kim", "Alice Chen", "Bob Martinez"),
		weekly(general+" (tertiary)", airra.LevelTertiary, "Alice Chen", "Bob Martinez", "Carol Johnson", "David Kim"),
		pay,
	}
	return t
}

func person(name, department string, most int, expertise ...string) airra.NewEngineer {
	return airra.NewEngineer{
		Name: name, Email: mailOf(name), Department: department, MaxConcurrentReviews: most, Expertise: expertise,
		SlackHandle: handleOf(name), TimeZone: "UTC",
	}
}

// mailOf and handleOf are the addresses of somebody who does not exist, in a domain
// that never will.
func mailOf(name string) string { return dotted(name, ".") + "@example.com" }

func handleOf(name string) string { return "@" + dotted(name, "-") }

func dotted(name, with string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", with)
}
