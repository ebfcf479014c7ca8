package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// questionFlags are what can be asked about a message.
type questionFlags struct {
	Locale          string   `default:"ro" enum:"ro,en" placeholder:"LOCALE" help:"Language of advice and reasons: ro or en (${default})."`
	Detectors       []string `placeholder:"ID" help:"Only these detectors, such as ro.cnp,iban or ro.*; all of them by default."`
	MinConfidence   float64  `default:"0" placeholder:"N" help:"Leave out findings that are less sure than this, 0 to 1."`
	Channel         string   `default:"unspecified" enum:"unspecified,messenger-direct,messenger-group,email,web-form,accredited" placeholder:"KIND" help:"How the messages are going to travel: messenger-direct, messenger-group, email, web-form or accredited; unspecified, the default, is judged as a public messenger."`
	AccreditedLevel string   `default:"unspecified" enum:"unspecified,unclassified,restricted,confidential,secret,top-secret" placeholder:"LEVEL" help:"Highest level that an accredited channel may carry: unclassified, restricted, confidential, secret or top-secret; none by default."`
	BackedUp        bool     `help:"The conversation is copied to a cloud backup."`
}

// options gives the flags in the contract's terms.
func (f *questionFlags) options() *pecetev1.ClassifyOptions {
	return &pecetev1.ClassifyOptions{
		Locale: f.Locale, Detectors: f.Detectors, MinConfidence: f.MinConfidence,
		Channel: &pecetev1.Channel{
			Kind:            pecetev1.ChannelKind(pecetev1.ChannelKind_value[enumName("CHANNEL_KIND_", f.Channel)]),
			AccreditedLevel: pecetev1.ClassificationLevel(pecetev1.ClassificationLevel_value[enumName("CLASSIFICATION_LEVEL_", f.AccreditedLevel)]),
			BackedUp:        f.BackedUp,
		},
	}
}

// enumName gives the contract's name of a value: "web-form" as
// "CHANNEL_KIND_WEB_FORM".
func enumName(prefix, value string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(value, "-", "_"))
}

// newService gives the service that `pecete serve` would offer, to be called
// directly, so that what a command prints is what a caller over gRPC would get.
// Answers have no limits of size, since no transport stands in between.
func newService(engine *classifier.Classifier, maxText byteSize) (pecetev1.ClassifierServiceServer, error) {
	limits := api.DefaultLimits()
	limits.TextBytes = int(maxText)
	limits.RequestBytes = max(limits.RequestBytes, limits.TextBytes)
	limits.Findings, limits.ResponseBytes = math.MaxInt32, math.MaxInt32
	service, err := api.New(engine, api.Options{Limits: limits})
	if err != nil {
		return nil, fmt.Errorf("--max-text-bytes: %w", err)
	}
	return service, nil
}

// checkQuestion fails, naming the flag, if the service would refuse every
// message because of the options or the style.
func checkQuestion(ctx context.Context, service pecetev1.ClassifierServiceServer, options *pecetev1.ClassifyOptions, style *pecetev1.RedactionStyle) error {
	_, err := service.Redact(ctx, &pecetev1.RedactRequest{Text: ".", Options: options, Style: style})
	if err == nil {
		return nil
	}
	flags := strings.NewReplacer(
		"options.detectors", "--detectors", "options.min_confidence", "--min-confidence",
		"style.mask.mask_character", "--mask-char",
	)
	return fmt.Errorf("%s", flags.Replace(status.Convert(err).Message()))
}
