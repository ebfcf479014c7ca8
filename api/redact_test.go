package api

import (
	"testing"
	"time"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func mask(character string, keep uint32) *pecetev1.RedactionStyle {
	return &pecetev1.RedactionStyle{Kind: &pecetev1.RedactionStyle_Mask{Mask: &pecetev1.MaskStyle{MaskCharacter: character, KeepLast: keep}}}
}

func TestRedact(t *testing.T) {
	server := startPlain(t)
	label := &pecetev1.RedactionStyle{Kind: &pecetev1.RedactionStyle_Label{Label: &pecetev1.LabelStyle{}}}
	tests := map[string]struct {
		text    string
		style   *pecetev1.RedactionStyle
		options *pecetev1.ClassifyOptions
		want    string
	}{
		"a label by default":              {"CNP: " + aCNP + " 🎉", nil, nil, "CNP: [CNP] 🎉"},
		"a label":                         {"CNP: " + aCNP, label, nil, "CNP: [CNP]"},
		"a style without a kind":          {"CNP: " + aCNP, &pecetev1.RedactionStyle{}, nil, "CNP: [CNP]"},
		"a mask":                          {"CNP: " + aCNP, mask("", 0), nil, "CNP: *************"},
		"a mask of another character":     {"CNP: " + aCNP, mask("•", 0), nil, "CNP: •••••••••••••"},
		"the last four stay":              {"CNP: " + aCNP, mask("", 4), nil, "CNP: *********0011"},
		"never more than half":            {"CNP: " + aCNP, mask("", 4294967295), nil, "CNP: *******120011"},
		"nothing to replace":              {"Ne vedem la 7 🎉", nil, nil, "Ne vedem la 7 🎉"},
		"what was not asked for stays":    {"CNP: " + aCNP, nil, &pecetev1.ClassifyOptions{Detectors: []string{"ro.id_card"}}, "CNP: " + aCNP},
		"what is too unsure stays":        {"CNP: " + aCNP, nil, &pecetev1.ClassifyOptions{MinConfidence: 1}, "CNP: " + aCNP},
		"two, with combining marks about": {"s\u0326i " + aCNP + ", t\u0326 CNP " + aCNP, nil, nil, "s\u0326i [CNP], t\u0326 CNP [CNP]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, err := server.Redact(within(t, 10*time.Second), &pecetev1.RedactRequest{MessageId: "m", Text: tt.text, Style: tt.style, Options: tt.options})
			if err != nil {
				t.Fatal(err)
			}
			if out.GetText() != tt.want || out.GetMessageId() != "m" {
				t.Errorf("got %q, want %q", out.GetText(), tt.want)
			}
			classified, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: tt.text, Options: tt.options})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := out.GetAssessment().String(), classified.GetAssessment().String(); got != want {
				t.Errorf("the assessment is %s, that of Classify %s", got, want)
			}
		})
	}
}
