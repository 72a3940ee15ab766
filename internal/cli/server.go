package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newServerCmd(a *App) *cobra.Command {
	return newNounCmd("server", "Look into airrad itself",
		`What an operator of airrad looks at: the background work and what became of it.`,
		`  airra server jobs
  airra server jobs retry 17`,
		nil, newJobsCmd(a))
}

// jobStates are the words of JobInfo.State.
var jobStates = []string{"available", "running", "retryable", "scheduled", "completed", "cancelled", "discarded"}

func newJobsCmd(a *App) *cobra.Command {
	list := newJobsListCmd(a)
	cmd := &cobra.Command{
		Use:   "jobs",
		Short: "List the background work, or try a job again",
		Long: `List the background work: analyses and executions. A discarded job was tried
until it was given up; "airra server jobs retry" tries it again.`,
		Example: `  airra server jobs
  airra server jobs list --state discarded
  airra server jobs retry 17`,
		Args: nounArgs,
		RunE: list.RunE,
	}
	offers(cmd, jobFields)
	cmd.AddCommand(list, newJobsRetryCmd(a))
	return cmd
}

var jobFields = fieldsOf[airra.JobInfo]()

func jobName(j airra.JobInfo) string { return strconv.FormatInt(j.ID, 10) }

func jobColumns(a *App) []column[airra.JobInfo] {
	s := a.screen()
	return []column[airra.JobInfo]{
		{name: "ID", right: true, cell: func(j airra.JobInfo) cell { return cell{data: jobName(j)} }},
		{name: "KIND", cell: func(j airra.JobInfo) cell { return cell{data: string(j.Kind)} }},
		{name: "STATE", cell: func(j airra.JobInfo) cell {
			look := plain
			if j.State == "discarded" {
				look = alarm
			}
			return cell{data: j.State, look: look}
		}},
		{name: "ATTEMPT", right: true, cell: func(j airra.JobInfo) cell {
			return cell{data: fmt.Sprintf("%d/%d", j.Attempt, j.MaxAttempts)}
		}},
		{name: "CREATED", right: true, cell: func(j airra.JobInfo) cell {
			return cell{data: stamp(j.CreatedAt), text: s.ago(j.CreatedAt)}
		}},
		{name: "LAST_ERROR", shrink: true, cell: func(j airra.JobInfo) cell { return cell{data: j.LastError} }},
		{name: "INCIDENT_ID", wide: true, cell: func(j airra.JobInfo) cell { return cell{data: string(j.IncidentID)} }},
		{name: "ACTION_ID", wide: true, cell: func(j airra.JobInfo) cell { return cell{data: string(j.ActionID)} }},
		{name: "SCHEDULED", wide: true, cell: func(j airra.JobInfo) cell { return cell{data: stamp(j.ScheduledAt)} }},
		{name: "FINALIZED", wide: true, cell: func(j airra.JobInfo) cell { return cell{data: stampOf(j.FinalizedAt)} }},
	}
}

type jobsListOptions struct {
	app   *App
	state string
	limit int
}

func newJobsListCmd(a *App) *cobra.Command {
	o := &jobsListOptions{app: a, limit: 30}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the background work, newest first",
		Long:    `List the background work of airrad, newest first.`,
		Example: `  airra server jobs list
  airra server jobs list --state discarded -o name | airra server jobs retry -`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVarP(&o.state, "state", "s", "", "only this `STATE`: "+listOf(jobStates))
	cmd.Flags().IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	offers(cmd, jobFields)
	return cmd
}

func (o *jobsListOptions) run(ctx context.Context) error {
	filter := airra.JobFilter{Limit: o.limit}
	if o.state != "" {
		state, err := known("--state", []string{o.state}, jobStates)
		if err != nil {
			return err
		}
		filter.State = state[0]
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	jobs, err := keeping.Jobs(ctx, filter)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), jobColumns(o.app), jobs, jobName, "No job fits.")
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

func newJobsRetryCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "retry JOB...",
		Short: "Try jobs again",
		Long: `Put jobs that were given up back into the queue. A "-" reads the numbers from
standard input.`,
		Example: `  airra server jobs retry 17
  airra server jobs list --state discarded -o name | airra server jobs retry -`,
		Args: takes(1, -1, "the number of a job"),
		RunE: func(cmd *cobra.Command, args []string) error { return retryJobs(cmd.Context(), a, args) },
	}
	offers(cmd, jobFields)
	return cmd
}

func retryJobs(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.JobInfo, error) {
		id, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return airra.JobInfo{}, usagef("The numbers stand in: airra server jobs", "%q is no number of a job", key)
		}
		job, err := c.RetryJob(ctx, id)
		if err != nil {
			return airra.JobInfo{}, err
		}
		return *job, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, a, out, jobColumns(a), jobName, func(s *screen, j airra.JobInfo) {
		s.linef("job %d  %s  is %s again", j.ID, oneLine(string(j.Kind)), oneLine(j.State))
	})
}
