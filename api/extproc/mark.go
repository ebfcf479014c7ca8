package extproc

import (
	"strings"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// The marks: headers, or trailers, of a message that was tagged. Those that it came with
// are taken out, so that nobody can forge them.
const (
	verdictHeader   = "x-pecete-verdict"
	actionHeader    = "x-pecete-action"
	referenceHeader = "x-pecete-reference"
	levelHeader     = "x-pecete-level"
	detectorsHeader = "x-pecete-detectors"
	missedHeader    = "x-pecete-missed"
)

// namespace is that of the dynamic metadata.
const namespace = "pecete"

// mutation takes out the marks that a message came with, and sets those of a ruling that
// tags. It is nil for a side that is not judged, and ruling may be.
func (s *side) mutation(ruling *inspection.Ruling) *pb.HeaderMutation {
	if s.isIgnored {
		return nil
	}
	mutation := &pb.HeaderMutation{RemoveHeaders: []string{
		verdictHeader, actionHeader, referenceHeader, levelHeader, detectorsHeader, missedHeader,
	}}
	if ruling == nil || ruling.Action != inspection.Tag {
		return mutation
	}
	mutation.SetHeaders = []*core.HeaderValueOption{
		set(verdictHeader, inspection.VerdictName(ruling.Verdict)), set(actionHeader, ruling.Action.String()),
		set(referenceHeader, plain(ruling.Reference)),
	}
	if ruling.Level != pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_UNSPECIFIED {
		mutation.SetHeaders = append(mutation.SetHeaders, set(levelHeader, levelName(ruling.Level)))
	}
	if len(ruling.Detectors) > 0 {
		mutation.SetHeaders = append(mutation.SetHeaders, set(detectorsHeader, list(ruling.Detectors)))
	}
	if !ruling.Coverage.Whole() {
		mutation.SetHeaders = append(mutation.SetHeaders, set(missedHeader, list(missedNames(ruling.Coverage))))
	}
	return mutation
}

// maxList is how long, in bytes, a list of names in a header may be: Envoy refuses headers
// that are too large together.
const maxList = 1 << 10

// list joins names, as many as there is room for.
func list(names []string) string {
	var joined strings.Builder
	for _, name := range names {
		if joined.Len()+len(name)+2 > maxList {
			break
		}
		if joined.Len() > 0 {
			joined.WriteString(", ")
		}
		joined.WriteString(plain(name))
	}
	return joined.String()
}

// plain gives a name with nothing in it that does not belong in a header or a list: it may
// come from a service far away.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == ',' {
			return '_'
		}
		return r
	}, name)
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
	for _, name := range missedNames(s.ruling.Coverage) {
		missed.Values = append(missed.Values, structpb.NewStringValue(name))
	}
	return &structpb.Struct{Fields: map[string]*structpb.Value{
		namespace: structpb.NewStructValue(&structpb.Struct{Fields: map[string]*structpb.Value{
			prefix + "action":    structpb.NewStringValue(s.ruling.Action.String()),
			prefix + "verdict":   structpb.NewStringValue(inspection.VerdictName(s.ruling.Verdict)),
			prefix + "level":     structpb.NewStringValue(levelName(s.ruling.Level)),
			prefix + "score":     structpb.NewNumberValue(s.ruling.Score),
			prefix + "reference": structpb.NewStringValue(s.ruling.Reference),
			prefix + "detectors": structpb.NewListValue(detectors),
			prefix + "missed":    structpb.NewListValue(missed),
		}}),
	}}
}

// levelName gives the name of a level, such as "restricted".
func levelName(level pecetev1.ClassificationLevel) string {
	return strings.ToLower(strings.TrimPrefix(level.String(), "CLASSIFICATION_LEVEL_"))
}

func missedNames(coverage content.Coverage) []string {
	names := make([]string, len(coverage.Missed))
	for at, missed := range coverage.Missed {
		names[at] = string(missed)
	}
	return names
}
