package api

import (
	"context"
	"errors"
	"unicode"
	"unicode/utf8"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// question is what a caller asks about a text, checked and in the classifier's
// terms.
type question struct {
	query classifier.Query
	// unit is never unspecified.
	unit pecetev1.OffsetUnit
	// matches tells whether the matched text is to be returned.
	matches bool
	// call is where the outcome is noted.
	call *call
}

// question reads the options of a call and notes in v which rules they break.
func (s *Server) question(ctx context.Context, options *pecetev1.ClassifyOptions, v *violations) question {
	q := question{unit: pecetev1.OffsetUnit_OFFSET_UNIT_UTF8_BYTES, matches: options.GetIncludeMatches(), call: callOf(ctx)}
	q.query.Locale = "ro"
	if options == nil {
		return q
	}
	if unit := options.GetOffsetUnit(); unit != pecetev1.OffsetUnit_OFFSET_UNIT_UNSPECIFIED {
		q.unit = unit
	}
	if _, known := pecetev1.OffsetUnit_name[int32(q.unit)]; !known {
		v.add("options.offset_unit", "must be a unit of the contract")
	}
	q.query.Detectors = s.selection(options.GetDetectors(), v)
	q.query.MinConfidence = options.GetMinConfidence()
	if c := q.query.MinConfidence; !(c >= 0 && c <= 1) { // so that NaN is refused
		v.add("options.min_confidence", "must be a number between 0 and 1")
	}
	switch locale := options.GetLocale(); locale {
	case "":
	case "ro", "en":
		q.query.Locale = locale
	default:
		v.add("options.locale", `must be "ro" or "en"`)
	}
	q.query.Channel = channel(options.GetChannel(), v)
	return q
}

func (s *Server) selection(names []string, v *violations) classifier.Selection {
	selection, err := s.engine.Select(names)
	var unknown *classifier.UnknownDetectorError
	switch {
	case errors.As(err, &unknown):
		v.add(index("options.detectors", unknown.Index), "must name a detector of this server, or a prefix of some and \".*\"")
	case err != nil:
		v.add("options.detectors", "must name detectors of this server")
	}
	return selection
}

func channel(in *pecetev1.Channel, v *violations) classifier.Channel {
	out := classifier.Channel{
		Accredited: patterns.Level(in.GetAccreditedLevel()),
		BackedUp:   in.GetBackedUp(),
	}
	if _, known := pecetev1.ClassificationLevel_name[int32(in.GetAccreditedLevel())]; !known {
		v.add("options.channel.accredited_level", "must be a level of the contract")
	}
	switch in.GetKind() {
	case pecetev1.ChannelKind_CHANNEL_KIND_UNSPECIFIED:
		out.Kind = classifier.ChannelUnspecified
	case pecetev1.ChannelKind_CHANNEL_KIND_MESSENGER_DIRECT:
		out.Kind = classifier.ChannelMessengerDirect
	case pecetev1.ChannelKind_CHANNEL_KIND_MESSENGER_GROUP:
		out.Kind = classifier.ChannelMessengerGroup
	case pecetev1.ChannelKind_CHANNEL_KIND_EMAIL:
		out.Kind = classifier.ChannelEmail
	case pecetev1.ChannelKind_CHANNEL_KIND_WEB_FORM:
		out.Kind = classifier.ChannelWebForm
	case pecetev1.ChannelKind_CHANNEL_KIND_ACCREDITED:
		out.Kind = classifier.ChannelAccredited
	default:
		v.add("options.channel.kind", "must be a kind of the contract")
	}
	return out
}

// redactStyle reads a style and notes in v which rules it breaks.
func redactStyle(in *pecetev1.RedactionStyle, v *violations) classifier.RedactStyle {
	mask := in.GetMask()
	if mask == nil {
		return classifier.RedactStyle{}
	}
	character := mask.GetMaskCharacter()
	if character == "" {
		character = "*"
	}
	r, size := utf8.DecodeRuneInString(character)
	if size < len(character) || !canMask(r, size) {
		v.add("style.mask.mask_character", "must be one printable character that is not a number, a space or a combining mark")
	}
	// Half of a finding is the most that is kept, and a text has fewer bytes than
	// this, so that no larger number says more.
	keep := min(mask.GetKeepLast(), maxRequestBytes)
	return classifier.RedactStyle{Mask: r, KeepLast: int(keep)}
}

// canMask tells whether a character that was read from size bytes may stand for
// others: it must be seen, and must not be taken for a part of a number.
func canMask(r rune, size int) bool {
	invalid := r == utf8.RuneError && size <= 1
	return !invalid && unicode.IsPrint(r) && !unicode.IsNumber(r) && !unicode.IsSpace(r) && !unicode.IsMark(r)
}
