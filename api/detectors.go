package api

import (
	"context"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// ListDetectors gives every detector of the ruleset, sorted by id.
func (s *Server) ListDetectors(_ context.Context, in *pecetev1.ListDetectorsRequest) (*pecetev1.ListDetectorsResponse, error) {
	if err := refusal(in); err != nil {
		return nil, err
	}
	rules := s.engines().Rules()
	out := &pecetev1.ListDetectorsResponse{RulesetVersion: rules.Version}
	for _, d := range rules.Detectors { // which are in the order of their ids
		out.Detectors = append(out.Detectors, &pecetev1.Detector{
			Id: d.ID, Category: d.Category,
			Description:     &pecetev1.LocalizedText{Ro: d.Description.RO, En: d.Description.EN},
			DefaultSeverity: pecetev1.Severity(d.Severity),
		})
	}
	return out, nil
}
