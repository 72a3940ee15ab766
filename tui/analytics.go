package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// analytics says how fast incidents are acknowledged and resolved, who is woken for
// them, how often detectors and hypotheses are right, and what was learned from that.
type analytics struct {
	part     int
	span     int  // which of analyticsDays
	unreal   bool // what was rehearsed, simulated or generated counts too
	top      [partCount]int
	turn     int       // grows with every choice; answers to an earlier one count for nothing
	asked    time.Time // when the server was asked last
	insights *airra.AnalyticsInsights
	learned  *airra.LearningInsights
	patterns *airra.Patterns
}

// analyticsDays are the spans that can be looked at; [ and ] walk through them.
var analyticsDays = [...]int{7, 30, 90, 365}

// aMonth is the place of the span that is looked at first.
const aMonth = 1

// unrealKinds are what is not counted unless somebody asks for it.
var unrealKinds = []string{"dry_run", "simulated", "generated"}

// analyticsEvery is how often the numbers are asked for while they are looked at. They
// are of days, so a minute makes no difference.
const analyticsEvery = time.Minute

// partCount is how many parts the screen has.
const partCount = 4

// analyticsParts are the parts of the screen in the order in which they are walked.
var analyticsParts = [partCount]struct {
	name string
	draw func(s *analytics, m *Model, width int) []string
}{
	{"Times", (*analytics).times},
	{"People", (*analytics).people},
	{"Detectors", (*analytics).detectors},
	{"Learning", (*analytics).learning},
}

func (*analytics) title() string { return "Analytics" }

func (*analytics) hints(*Model) string {
	return "h l parts  [ ] days  x count unreal ones  j k scroll  esc back"
}

func (s *analytics) days() int { return analyticsDays[s.span] }

func (s *analytics) query() airra.AnalyticsQuery {
	q := airra.AnalyticsQuery{Days: s.days()}
	if s.unreal {
		q.Include = unrealKinds
	}
	return q
}

// load asks for the numbers and for what was learned, at the same time. What was learned
// is shown of real incidents alone, and the screen says so.
func (s *analytics) load(m *Model) tea.Cmd {
	turn, q := s.turn, s.query()
	s.asked = m.opts.Now()
	return tea.Batch(
		ask(func() (*airra.AnalyticsInsights, error) { return m.opts.Backend.AnalyticsInsights(m.ctx, q) }, func(_ *Model, v *airra.AnalyticsInsights) {
			if turn == s.turn {
				s.insights = v
			}
		}),
		ask(func() (*airra.LearningInsights, error) {
			return m.opts.Backend.LearningInsights(m.ctx, airra.AnalyticsQuery{Days: q.Days})
		}, func(_ *Model, v *airra.LearningInsights) {
			if turn == s.turn {
				s.learned = v
			}
		}),
		ask(func() (*airra.Patterns, error) { return m.opts.Backend.LearnedPatterns(m.ctx, nil) }, func(_ *Model, v *airra.Patterns) { s.patterns = v }),
	)
}

// ticked asks again when what is on the screen is old.
func (s *analytics) ticked(m *Model) tea.Cmd {
	if m.data.lost != nil || m.opts.Now().Sub(s.asked) < analyticsEvery {
		return nil
	}
	return s.load(m)
}

// chose asks for other numbers, of which nothing is known yet.
func (s *analytics) chose(m *Model) tea.Cmd {
	s.turn++
	s.insights, s.learned = nil, nil
	return s.load(m)
}

func (s *analytics) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "h", "left":
		s.part = (s.part + partCount - 1) % partCount
	case "l", "right":
		s.part = (s.part + 1) % partCount
	case "[":
		return s.stretch(m, -1), true
	case "]":
		return s.stretch(m, 1), true
	case "x":
		s.unreal = !s.unreal
		return s.chose(m), true
	default:
		return nil, s.scroll(k)
	}
	return nil, true
}

// stretch looks at a longer or a shorter span. The ends are said and not gone round,
// so that one always knows which way the numbers went.
func (s *analytics) stretch(m *Model, by int) tea.Cmd {
	to := s.span + by
	if to < 0 || to >= len(analyticsDays) {
		m.toast.say(m.opts.Now(), plural(s.days(), "day")+" is the end of it")
		return nil
	}
	s.span = to
	return s.chose(m)
}

func (s *analytics) scroll(k tea.KeyPressMsg) bool {
	top := s.top[s.part]
	switch k.String() {
	case "j", "down":
		top++
	case "k", "up":
		top--
	case "g", "home":
		top = 0
	case "G", "end":
		top = endless
	case "ctrl+d", "pgdown":
		top += scrollPage
	case "ctrl+u", "pgup":
		top -= scrollPage
	default:
		return false
	}
	s.top[s.part] = top
	return true
}

// endless is further down than any text goes; what is drawn next brings it back.
const endless = 1 << 20

func (s *analytics) draw(m *Model, f frame) []string {
	lines := append(s.head(m, f.width), "")
	if s.insights == nil {
		return append(lines, m.styles.Faint.Render(" Asking for the numbers …"))
	}
	var body []string
	body, s.top[s.part] = scrolled(analyticsParts[s.part].draw(s, m, f.width), s.top[s.part], f.height-len(lines))
	return append(lines, body...)
}

// head says which part this is, of which days, and what is counted.
func (s *analytics) head(m *Model, width int) []string {
	parts := make([]string, partCount)
	for n, p := range analyticsParts {
		parts[n] = " " + p.name + " "
		if n == s.part {
			parts[n] = m.styles.Tab.Render("[" + p.name + "]")
		}
	}
	days := plural(s.days(), "day")
	if s.insights != nil {
		days = "since " + s.insights.From.UTC().Format("2 Jan 2006") + ", " + days + ", UTC"
	}
	lines := []string{apart(" "+strings.Join(parts, " "), m.styles.Faint.Render(days+" "), width)}
	if s.insights == nil {
		return lines
	}
	for _, line := range wrap(s.counted(), width-2) {
		lines = append(lines, " "+m.styles.Faint.Render(line))
	}
	if s.insights.Approximate {
		lines = append(lines, " "+m.styles.Warn.Render("≈ approximate")+": so many incidents that medians and p90 may be 2 % off; counts and means are exact")
	}
	return lines
}
