package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

func newIncidentCmd(a *App) *cobra.Command {
	return newNounCmd("incident", "List, read and move incidents",
		`An incident is one disturbance of one service, from its detection to its
resolution. Name it by its ref (INC-142), its id, or the first four characters
of its id. A "-" reads the names from standard input.`,
		`  airra incident list --open
  airra incident view INC-142`,
		[]string{"inc", "incidents"},
		newIncidentListCmd(a), newIncidentViewCmd(a), newIncidentCreateCmd(a), newIncidentQuickCmd(a), newIncidentAnalyzeCmd(a),
		newAckCmd(a), newUnackCmd(a), newResolveCmd(a), newReopenCmd(a), newEscalateCmd(a), newNoteCmd(a), newUnnoteCmd(a),
		newIncidentAssignCmd(a), newIncidentUnassignCmd(a), newIncidentTimelineCmd(a), newIncidentSimilarCmd(a), newIncidentVerdictCmd(a), newIncidentWaitCmd(a))
}

// incidentColumns are the columns of every table of incidents.
func incidentColumns(a *App) []column[airra.Incident] {
	s := a.screen()
	text := func(name string, get func(i airra.Incident) string) column[airra.Incident] {
		return column[airra.Incident]{name: name, wide: true, cell: func(i airra.Incident) cell { return cell{data: get(i)} }}
	}
	return []column[airra.Incident]{
		{name: "REF", cell: func(i airra.Incident) cell { return cell{data: i.Ref, look: accent} }},
		{name: "STATUS", cell: func(i airra.Incident) cell {
			return listedStatus(s, i)
		}},
		{name: "SEVERITY", short: "SEV", cell: func(i airra.Incident) cell { return severityCell(i.Severity) }},
		{name: "SERVICE", cell: func(i airra.Incident) cell { return cell{data: string(i.AffectedService)} }},
		{name: "TITLE", shrink: true, keep: 24, cell: titleCell},
		{name: "DETECTED", short: "AGE", right: true, cell: func(i airra.Incident) cell {
			return cell{data: stamp(i.DetectedAt), text: s.ago(i.DetectedAt)}
		}},
		text("ACKNOWLEDGED_BY", func(i airra.Incident) string { return textOf(i.AcknowledgedBy) }),
		text("RESOLVED", func(i airra.Incident) string { return stampOf(i.ResolvedAt) }),
		text("RESOLVED_BY", func(i airra.Incident) string { return textOf(i.ResolvedBy) }),
		text("SOURCE", func(i airra.Incident) string { return i.DetectionSource }),
		text("REASONER", func(i airra.Incident) string { return i.Reasoner }),
		text("NOTE", func(i airra.Incident) string { return textOf(i.StatusNote) }),
		text("ID", func(i airra.Incident) string { return string(i.ID) }),
		text("DRY_RUN", func(i airra.Incident) string { return strconv.FormatBool(i.DryRunResolution) }),
		text("ORIGIN", func(i airra.Incident) string { return string(i.Origin) }),
	}
}

// titleCell is a title. One of an incident that is not real says so first, because the
// end of a title is cut off where there is no room for it.
func titleCell(i airra.Incident) cell {
	c := cell{data: i.Title}
	if unreal := look.Unreal(i.Origin); unreal != "" {
		c.text = unreal + "  " + oneLine(i.Title)
	}
	return c
}

// listedStatus is a status with what a list has to tell beside it: that somebody
// knows, and that a resolution was only a rehearsal.
func listedStatus(s *screen, i airra.Incident) cell {
	c := statusCell(i.Status)
	more := ""
	if i.Status == airra.StatusResolved && i.DryRunResolution {
		more = " (dry run)"
	}
	if i.Acknowledged(s.now) {
		more += ", acked"
	}
	c.text += more
	if c.short != "" {
		c.short += more
	}
	return c
}

func incidentName(i airra.Incident) string { return i.Ref }

var (
	incidentFields = fieldsOf[airra.Incident]()
	detailFields   = fieldsOf[airra.IncidentDetail]()
)
