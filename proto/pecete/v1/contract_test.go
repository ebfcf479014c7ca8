package pecetev1_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/descriptorpb"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// pinned is what callers depend on, as they spell it: the path of each method,
// the name, number and type of each field, the name and number of each value.
// Lines may be added. A line that changes or goes breaks a caller.
const pinned = `
/pecete.v1.ClassifierService/Classify      ClassifyRequest -> ClassifyResponse
/pecete.v1.ClassifierService/ClassifyBatch ClassifyBatchRequest -> ClassifyBatchResponse
/pecete.v1.ClassifierService/ClassifyStream stream ClassifyStreamRequest -> stream ClassifyStreamResponse
/pecete.v1.ClassifierService/Redact        RedactRequest -> RedactResponse
/pecete.v1.ClassifierService/ListDetectors ListDetectorsRequest -> ListDetectorsResponse

ClassifyRequest.message_id 1 string
ClassifyRequest.text       2 string
ClassifyRequest.options    3 ClassifyOptions
ClassifyResponse.message_id 1 string
ClassifyResponse.assessment 2 Assessment

ClassifyBatchRequest.messages 1 repeated BatchMessage
ClassifyBatchRequest.options  2 ClassifyOptions
BatchMessage.message_id       1 string
BatchMessage.text             2 string
ClassifyBatchResponse.results 1 repeated BatchResult
BatchResult.message_id        1 string
BatchResult.assessment        2 Assessment in outcome
BatchResult.error             3 google.rpc.Status in outcome

ClassifyStreamRequest.message_id  1 string
ClassifyStreamRequest.text        2 string
ClassifyStreamRequest.options     3 ClassifyOptions
ClassifyStreamRequest.conversation_id 4 string
ClassifyStreamResponse.message_id 1 string
ClassifyStreamResponse.assessment 2 Assessment in outcome
ClassifyStreamResponse.error      3 google.rpc.Status in outcome

RedactRequest.message_id  1 string
RedactRequest.text        2 string
RedactRequest.options     3 ClassifyOptions
RedactRequest.style       4 RedactionStyle
RedactResponse.message_id 1 string
RedactResponse.text       2 string
RedactResponse.assessment 3 Assessment
RedactionStyle.label      1 LabelStyle in kind
RedactionStyle.mask       2 MaskStyle in kind
MaskStyle.mask_character  1 string
MaskStyle.keep_last       2 uint32

ListDetectorsResponse.detectors       1 repeated Detector
ListDetectorsResponse.ruleset_version 2 string
Detector.id               1 string
Detector.category         2 string
Detector.description      3 LocalizedText
Detector.default_severity 4 Severity
LocalizedText.ro          1 string
LocalizedText.en          2 string

ClassifyOptions.offset_unit     1 OffsetUnit
ClassifyOptions.detectors       2 repeated string
ClassifyOptions.min_confidence  3 double
ClassifyOptions.include_matches 4 bool
ClassifyOptions.locale          5 string
ClassifyOptions.channel         6 Channel
Channel.kind                    1 ChannelKind
Channel.accredited_level        2 ClassificationLevel
Channel.backed_up               3 bool

Assessment.score                1 double
Assessment.verdict              2 Verdict
Assessment.level                3 ClassificationLevel
Assessment.findings             4 repeated Finding
Assessment.advice               5 Advice
Assessment.offset_unit          6 OffsetUnit
Assessment.ruleset_version      7 string
Assessment.incomplete_detectors 8 repeated string
Assessment.omitted_findings     9 uint32
Finding.detector    1 string
Finding.category    2 string
Finding.start       3 uint32
Finding.end         4 uint32
Finding.confidence  5 double
Finding.severity    6 Severity
Finding.marking     7 Marking
Finding.evidence    8 repeated Evidence
Finding.match       9 string
Finding.split      10 Split

Split.earlier_parts 1 repeated EarlierPart
EarlierPart.message_id    1 string
EarlierPart.messages_back 2 uint32
EarlierPart.start         3 uint32
EarlierPart.end           4 uint32
Marking.scheme      1 string
Marking.level       2 ClassificationLevel
Marking.designation 3 string
Evidence.code       1 string
Evidence.description 2 string
Advice.title        1 string
Advice.body         2 string

OFFSET_UNIT_UNSPECIFIED 0
OFFSET_UNIT_UTF8_BYTES  1
OFFSET_UNIT_UTF16       2
OFFSET_UNIT_CODE_POINTS 3
VERDICT_UNSPECIFIED 0
VERDICT_ALLOW       1
VERDICT_WARN        2
VERDICT_BLOCK       3
CLASSIFICATION_LEVEL_UNSPECIFIED  0
CLASSIFICATION_LEVEL_UNCLASSIFIED 1
CLASSIFICATION_LEVEL_RESTRICTED   2
CLASSIFICATION_LEVEL_CONFIDENTIAL 3
CLASSIFICATION_LEVEL_SECRET       4
CLASSIFICATION_LEVEL_TOP_SECRET   5
CHANNEL_KIND_UNSPECIFIED      0
CHANNEL_KIND_MESSENGER_DIRECT 1
CHANNEL_KIND_MESSENGER_GROUP  2
CHANNEL_KIND_EMAIL            3
CHANNEL_KIND_WEB_FORM         4
CHANNEL_KIND_ACCREDITED       5
SEVERITY_UNSPECIFIED 0
SEVERITY_INFO        1
SEVERITY_LOW         2
SEVERITY_MEDIUM      3
SEVERITY_HIGH        4
SEVERITY_CRITICAL    5
`

func TestNamesCallersDependOn(t *testing.T) {
	present := make(map[string]bool)
	for _, line := range describe(pecetev1.File_pecete_v1_classifier_proto) {
		present[line] = true
	}
	for _, line := range tidyLines(pinned) {
		if !present[line] {
			t.Errorf("the contract no longer has %q", line)
		}
		delete(present, line)
	}
	for line := range present {
		t.Errorf("%q is new in the contract: pin it here", line)
	}
}

// tidyLines gives the lines of s that are not blank, with single spaces.
func tidyLines(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		if words := strings.Fields(line); len(words) > 0 {
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return lines
}

// The baseline is what `buf breaking` compares the contract with. If it lagged
// behind the contract, what was added since could be taken away unnoticed.
func TestBaselineIsTheContract(t *testing.T) {
	tests := map[string]protoreflect.FileDescriptor{
		"pecete/v1/classifier.proto": pecetev1.File_pecete_v1_classifier_proto,
		// The copy under third_party/ against the one Go programs link.
		"google/rpc/status.proto": status.File_google_rpc_status_proto,
	}
	baseline := readBaseline(t)
	for path, linked := range tests {
		t.Run(path, func(t *testing.T) {
			want := protodesc.ToFileDescriptorProto(linked)
			if diff := cmp.Diff(want, baseline[path], protocmp.Transform()); diff != "" {
				t.Errorf("the baseline differs from the generated Go (-generated +baseline):\n%s", diff)
			}
		})
	}
}

// readBaseline reads the files of proto/baseline.txtpb by path.
func readBaseline(t *testing.T) map[string]*descriptorpb.FileDescriptorProto {
	t.Helper()
	text, err := os.ReadFile("../../baseline.txtpb")
	if err != nil {
		t.Fatal(err)
	}
	// An image is a FileDescriptorSet with notes of buf's own in each file.
	var image descriptorpb.FileDescriptorSet
	if err := (prototext.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, &image); err != nil {
		t.Fatal(err)
	}
	files := make(map[string]*descriptorpb.FileDescriptorProto)
	for _, file := range image.GetFile() {
		files[file.GetName()] = file
	}
	return files
}

// Callers such as grpcurl write requests as JSON, with the names of the contract.
func TestRequestsReadAsJSON(t *testing.T) {
	tests := map[string]struct {
		into proto.Message
		json string
	}{
		"a message alone":        {&pecetev1.ClassifyRequest{}, `{"text": "bună"}`},
		"every option":           {&pecetev1.ClassifyRequest{}, `{"message_id": "m1", "text": "bună", "options": {"offset_unit": "OFFSET_UNIT_UTF16", "detectors": ["ro.*", "iban"], "min_confidence": 0.5, "include_matches": true, "locale": "en", "channel": {"kind": "CHANNEL_KIND_ACCREDITED", "accredited_level": "CLASSIFICATION_LEVEL_SECRET", "backed_up": true}}}`},
		"a batch":                {&pecetev1.ClassifyBatchRequest{}, `{"messages": [{"message_id": "m1", "text": "bună"}, {"text": "ziua"}], "options": {"locale": "ro"}}`},
		"a line of a stream":     {&pecetev1.ClassifyStreamRequest{}, `{"message_id": "m1", "conversation_id": "c1", "text": "bună", "options": {}}`},
		"redact with a label":    {&pecetev1.RedactRequest{}, `{"message_id": "m1", "text": "bună", "style": {"label": {}}}`},
		"redact with a mask":     {&pecetev1.RedactRequest{}, `{"text": "bună", "options": {"detectors": ["ro.cnp"]}, "style": {"mask": {"mask_character": "#", "keep_last": 4}}}`},
		"an error for a message": {&pecetev1.BatchResult{}, `{"message_id": "m1", "error": {"code": 3, "message": "text is empty"}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := protojson.Unmarshal([]byte(tt.json), tt.into); err != nil {
				t.Error(err)
			}
		})
	}
}
