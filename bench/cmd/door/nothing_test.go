package main

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// TestNothingAnswersLikePecete: of a clean message the no-op tells the same as the
// service, so that neither has more to write.
func TestNothingAnswersLikePecete(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	real, err := api.New(engine, api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := newNothing(t.Context(), real)
	if err != nil {
		t.Fatal(err)
	}
	one := &pecetev1.ClassifyRequest{MessageId: "m1", Text: "Ne vedem mâine la gară, pe la 7."}
	many := &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{MessageId: "m1", Text: one.GetText()}, {Text: "salut"}}}
	for name, ask := range map[string]func(pecetev1.ClassifierServiceServer) (proto.Message, error){
		"one message": func(s pecetev1.ClassifierServiceServer) (proto.Message, error) { return s.Classify(t.Context(), one) },
		"a batch": func(s pecetev1.ClassifierServiceServer) (proto.Message, error) {
			return s.ClassifyBatch(t.Context(), many)
		},
	} {
		want, err := ask(real)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ask(nothing); err != nil || !proto.Equal(want, got) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
}
