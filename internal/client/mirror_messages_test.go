package client_test

import (
	"context"
	"encoding/json"

	"github.com/airra/airra/internal/airra"
)

func pageExplanation() airra.PageExplanation {
	paging := airra.Paging{IncidentID: incidentID, Service: "s", Severity: airra.SeverityHigh, State: airra.PagingActive, Policy: policy(), Step: 1, Cycle: 1, Timer: 4, DueAt: &now, StartedAt: now, UpdatedAt: now}
	return airra.PageExplanation{IncidentID: incidentID, IncidentRef: "INC-142", Paging: &paging, Summary: "s", Pages: []airra.Notification{notification()}, Story: []airra.Event{event(7)}}
}

func assignment() airra.Assignment {
	return airra.Assignment{Success: true, Engineer: ptr(engineer()), Strategy: ptr(airra.AssignOnCall), Reason: ptr("r")}
}

func assignmentInfo() airra.AssignmentInfo {
	return airra.AssignmentInfo{IncidentID: incidentID, IsAssigned: true, AssignedEngineer: ptr(engineer()), AssignedAt: &now}
}

func notificationAck() airra.NotificationAck {
	return airra.NotificationAck{Status: "acknowledged", AcknowledgedAt: now, ResponseTimeSeconds: ptr(int64(9)), SLAMet: ptr(true), IncidentID: ptr(airra.IncidentID(incidentID)), IncidentRef: "INC-142", Others: []string{"INC-143"}}
}

func notificationStats() airra.NotificationStats {
	return airra.NotificationStats{TotalSent: 1, TotalSimulated: 2, TotalDelivered: 3, TotalAcknowledged: 4, TotalFailed: 5, AverageResponseTimeSeconds: ptr(6.5), SLAComplianceRate: ptr(0.5), EscalationRate: ptr(0.25)}
}

func reviewDetail() airra.ReviewDetail {
	return airra.ReviewDetail{Review: review(), Engineer: engineer(), Incident: incident()}
}

func reviewComparison() airra.ReviewComparison {
	return airra.ReviewComparison{
		IncidentID: incidentID, AIApproach: airra.AIApproach{Hypotheses: detail().Hypotheses, TopHypothesis: &detail().Hypotheses[0]}, AIConfidence: 0.8, EngineerConfidence: 0.7,
		EngineerApproach: airra.EngineerApproach{Assessment: "a", AlternativeHypotheses: json.RawMessage(`[]`), SuggestedApproach: json.RawMessage(`{}`)},
		Differences:      []string{"d"}, Recommendations: []string{"r"},
	}
}

func (m *mirror) SendNotification(ctx context.Context, n airra.NewNotification) (*airra.Notification, error) {
	return or(notification(), m.note(ctx, "SendNotification", n))
}

func (m *mirror) PagePeople(ctx context.Context, p airra.ManualPage) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "PagePeople", p))
}

func (m *mirror) PreviewAcknowledgement(ctx context.Context, token string) (*airra.AckPreview, error) {
	return or(airra.AckPreview{}, m.note(ctx, "PreviewAcknowledgement", token))
}

func (m *mirror) AcknowledgeNotification(ctx context.Context, token string) (*airra.NotificationAck, error) {
	return or(notificationAck(), m.note(ctx, "AcknowledgeNotification", token))
}

func (m *mirror) FindNotifications(ctx context.Context, f airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	return pageOf(notification()), m.note(ctx, "FindNotifications", f)
}

func (m *mirror) FindNotification(ctx context.Context, key string) (*airra.Notification, error) {
	return or(notification(), m.note(ctx, "FindNotification", key))
}

func (m *mirror) UpdateNotification(ctx context.Context, key string, u airra.NotificationUpdate) (*airra.Notification, error) {
	return or(notification(), m.note(ctx, "UpdateNotification", key, u))
}

func (m *mirror) ResendNotification(ctx context.Context, key string) (*airra.Notification, error) {
	return or(notification(), m.note(ctx, "ResendNotification", key))
}

func (m *mirror) TestNotification(ctx context.Context, engineer, channel string) (*airra.Notification, error) {
	return or(notification(), m.note(ctx, "TestNotification", engineer, channel))
}

func (m *mirror) NotificationStats(ctx context.Context, f airra.StatsFilter) (*airra.NotificationStats, error) {
	return or(notificationStats(), m.note(ctx, "NotificationStats", f))
}

func (m *mirror) ExplainPages(ctx context.Context, key string) (*airra.PageExplanation, error) {
	return or(pageExplanation(), m.note(ctx, "ExplainPages", key))
}

func (m *mirror) Channels(ctx context.Context) ([]airra.ChannelInfo, error) {
	return []airra.ChannelInfo{channelInfo()}, m.note(ctx, "Channels")
}

func (m *mirror) AddWebhook(ctx context.Context, n airra.NewWebhookChannel) (*airra.ChannelInfo, error) {
	return or(channelInfo(), m.note(ctx, "AddWebhook", n))
}

func (m *mirror) RemoveWebhook(ctx context.Context, name string) error {
	return m.note(ctx, "RemoveWebhook", name)
}

func (m *mirror) AssignIncident(ctx context.Context, key string, strategy airra.AssignStrategy) (*airra.Assignment, error) {
	return or(assignment(), m.note(ctx, "AssignIncident", key, strategy))
}

func (m *mirror) AssignIncidentTo(ctx context.Context, key, engineer string, force bool) (*airra.Assignment, error) {
	return or(assignment(), m.note(ctx, "AssignIncidentTo", key, engineer, force))
}

func (m *mirror) UnassignIncident(ctx context.Context, key string) (*airra.Assignment, error) {
	return or(assignment(), m.note(ctx, "UnassignIncident", key))
}

func (m *mirror) IncidentAssignment(ctx context.Context, key string) (*airra.AssignmentInfo, error) {
	return or(assignmentInfo(), m.note(ctx, "IncidentAssignment", key))
}

func (m *mirror) RequestReview(ctx context.Context, key string, n airra.NewReview) (*airra.Review, error) {
	return or(review(), m.note(ctx, "RequestReview", key, n))
}

func (m *mirror) PendingReview(ctx context.Context, limit int) ([]airra.Incident, error) {
	return []airra.Incident{incident()}, m.note(ctx, "PendingReview", limit)
}

func (m *mirror) FindReviews(ctx context.Context, f airra.ReviewFilter) (airra.Page[airra.Review], error) {
	return pageOf(review()), m.note(ctx, "FindReviews", f)
}

func (m *mirror) FindReview(ctx context.Context, key string) (*airra.ReviewDetail, error) {
	return or(reviewDetail(), m.note(ctx, "FindReview", key))
}

func (m *mirror) StartReview(ctx context.Context, key string) (*airra.Review, error) {
	return or(review(), m.note(ctx, "StartReview", key))
}

func (m *mirror) SubmitReview(ctx context.Context, key string, s airra.ReviewSubmission) (*airra.Review, error) {
	return or(review(), m.note(ctx, "SubmitReview", key, s))
}

func (m *mirror) CompareReview(ctx context.Context, key string) (*airra.ReviewComparison, error) {
	return or(reviewComparison(), m.note(ctx, "CompareReview", key))
}

func (m *mirror) ChooseApproach(ctx context.Context, key string, c airra.ReviewChoice) (*airra.Review, error) {
	return or(review(), m.note(ctx, "ChooseApproach", key, c))
}
