package extproc

import (
	"strings"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/pecete/pecete/api/inspection"
)

// namespace is that of the dynamic metadata.
const namespace = "pecete"

// mutation takes out the marks that a message came with, so that nobody can forge them,
// and sets those of a ruling that tags. It is nil for a side that is not judged, and
// ruling may be.
func (s *side) mutation(ruling *inspection.Ruling) *pb.HeaderMutation {
	if s.isIgnored {
		return nil
	}
	mutation := &pb.HeaderMutation{}
	for _, name := range inspection.NoteNames() {
		mutation.RemoveHeaders = append(mutation.RemoveHeaders, strings.ToLower(name))
	}
	if ruling == nil || ruling.Action != inspection.Tag {
		return mutation
	}
	for _, note := range ruling.Notes() {
		mutation.SetHeaders = append(mutation.SetHeaders, set(strings.ToLower(note.Name), note.Value))
	}
	return mutation
}

// set gives a header that takes the place of others of its name.
func set(name, value string) *core.HeaderValueOption {
	return &core.HeaderValueOption{
		Header:       &core.HeaderValue{Key: name, RawValue: []byte(value)},
		AppendAction: core.HeaderValueOption_OVERWRITE_IF_EXISTS_OR_ADD,
	}
}

// note gives the dynamic metadata of the ruling, once: for access logs, and for filters
// behind this one. Those of a response have names of their own.
func (s *side) note() *structpb.Struct {
	if s.noted || s.isIgnored || s.ruling == nil || !s.ruling.Failed() && s.ruling.Coverage.Whole() && s.ruling.Verdict == 0 {
		return nil
	}
	s.noted = true
	prefix := ""
	if s.isResponse {
		prefix = "response_"
	}
	detectors, missed := &structpb.ListValue{}, &structpb.ListValue{}
	for _, name := range s.ruling.Detectors {
		detectors.Values = append(detectors.Values, structpb.NewStringValue(name))
	}
	for _, name := range s.ruling.Coverage.Names() {
		missed.Values = append(missed.Values, structpb.NewStringValue(name))
	}
	return &structpb.Struct{Fields: map[string]*structpb.Value{
		namespace: structpb.NewStructValue(&structpb.Struct{Fields: map[string]*structpb.Value{
			prefix + "action":    structpb.NewStringValue(s.ruling.Action.String()),
			prefix + "verdict":   structpb.NewStringValue(inspection.VerdictName(s.ruling.Verdict)),
			prefix + "level":     structpb.NewStringValue(inspection.LevelName(s.ruling.Level)),
			prefix + "score":     structpb.NewNumberValue(s.ruling.Score),
			prefix + "reference": structpb.NewStringValue(s.ruling.Reference),
			prefix + "detectors": structpb.NewListValue(detectors),
			prefix + "missed":    structpb.NewListValue(missed),
		}}),
	}}
}
