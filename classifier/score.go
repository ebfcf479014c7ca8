package classifier

import (
	"fmt"
	"math"

	"github.com/pecete/pecete/patterns"
)

// Thresholds turn a score into a verdict.
type Thresholds struct {
	// Warn is the lowest score (0..1) that warns.
	Warn float64
	// Block is the lowest score (0..1) that blocks.
	Block float64
	// Marking is the lowest confidence (0..1) at which a marking counts for the
	// level and, at RESTRICTED or above, lifts the score to Block.
	Marking float64
}

// DefaultThresholds gives the thresholds that docs/scoring.md explains.
func DefaultThresholds() Thresholds {
	return Thresholds{Warn: 0.5, Block: 0.99, Marking: 0.5}
}

func (t Thresholds) check() error {
	for _, value := range []float64{t.Warn, t.Block, t.Marking} {
		if !(value > 0 && value <= 1) {
			return fmt.Errorf("thresholds must lie above 0 and at most at 1")
		}
	}
	if t.Warn > t.Block {
		return fmt.Errorf("the warn threshold %v lies above the block threshold %v", t.Warn, t.Block)
	}
	return nil
}

// ChannelKind is how a message is going to travel.
type ChannelKind uint8

// The kinds of channel. The zero value is a public messenger of unknown kind.
const (
	ChannelUnspecified ChannelKind = iota
	ChannelMessengerDirect
	ChannelMessengerGroup
	ChannelEmail
	ChannelWebForm
	ChannelAccredited
)

// Channel says how a message is going to travel.
type Channel struct {
	Kind ChannelKind
	// Accredited is the highest level the channel may carry; it counts only for
	// ChannelAccredited.
	Accredited patterns.Level
	// BackedUp tells that the chat is copied to a cloud.
	BackedUp bool
}

// widens tells whether more people or machines than the addressee will hold
// the message.
func (c Channel) widens() bool { return c.Kind == ChannelMessengerGroup || c.BackedUp }

// carries tells whether the channel is accredited for a marking's level.
func (c Channel) carries(level patterns.Level) bool {
	return c.Kind == ChannelAccredited && level <= c.Accredited
}

// weight gives the harm of a sure finding of a severity, as a share of 1.
func weight(s patterns.Severity) float64 {
	switch s {
	case patterns.SeverityInfo:
		return 0.02
	case patterns.SeverityLow:
		return 0.08
	case patterns.SeverityMedium:
		return 0.35
	case patterns.SeverityHigh:
		return 0.65
	case patterns.SeverityCritical:
		return 0.90
	}
	return 0
}

const (
	// wideChannel raises the remaining safety to this power where a message
	// reaches a group or a cloud backup.
	wideChannel = 1.3
	// personBonus counts as one more finding of this risk where a person is
	// named beside an identity number, a home address, a date of birth, an
	// account or a card.
	personBonus = 0.15
	// reachBonus likewise where a person is named beside a phone, an e-mail
	// address or a vehicle: what leads to that person.
	reachBonus = 0.05
	// contactBonus likewise where a phone or e-mail stands beside one.
	contactBonus = 0.10
	// sureFinding is the confidence from which a finding takes part in
	// combination effects and counts fully.
	sureFinding = 0.5
)

// assess scores findings: a noisy-or over the distinct findings, each weighing
// its confidence times its severity, with combination effects on top. Adding a
// finding never lowers the score.
func (t Thresholds) assess(findings []Finding, channel Channel) Assessment {
	a := Assessment{Findings: findings}
	if len(findings) == 0 {
		a.Verdict = t.verdict(0)
		return a
	}
	blocks, warns := false, false
	safety := 1.0
	var numbers distinctSet
	var few [fewFindings]float64
	risks := few[:0]
	for i := range findings {
		f := &findings[i]
		carried := f.Marking != nil && channel.carries(f.Marking.Level)
		if f.Marking != nil && f.Confidence >= t.Marking {
			a.Level = max(a.Level, f.Marking.Level)
			blocks = blocks || f.Marking.Level >= patterns.LevelRestricted && !carried
		}
		if f.Marking != nil && f.Split != nil && f.Split.bare {
			warns = warns || f.Marking.Level >= patterns.LevelRestricted && !carried
		}
		n, isNew := numbers.number(f.identity())
		if isNew {
			risks = append(risks, 0)
		}
		if !carried {
			risks[n] = max(risks[n], f.Confidence*weight(f.Severity))
		}
	}
	for _, risk := range risks { // in order of position, so that rounding is the same each time
		safety *= 1 - risk
	}
	safety *= combined(findings)
	if channel.widens() {
		safety = math.Pow(safety, wideChannel)
	}
	a.Score = rounded(1 - safety)
	if warns { // however unsure: nobody sends the words one by one for nothing
		a.Score = max(t.Warn, a.Score)
	}
	if blocks {
		a.Score = max(t.Block, rounded(t.Block+(1-t.Block)*a.Score))
	}
	a.Verdict = t.verdict(a.Score)
	return a
}

// rounded cuts a score or confidence to four decimals: more would say nothing,
// and would tell the rounding of one machine from another's.
func rounded(value float64) float64 { return math.Round(value*1e4) / 1e4 }

// combined gives the safety left by combination effects: a named person or a
// way to reach one beside an identity number or a home address, a named person
// beside a date of birth, an account or card, or what leads to them. Each effect needs only that some
// findings are there, so more findings never leave more safety.
func combined(findings []Finding) float64 {
	var identity, personal, contact, vehicle, named bool
	for i := range findings {
		f := &findings[i]
		if f.Confidence < sureFinding {
			continue
		}
		named = named || f.Category == "person" || f.Evidence.Has(patterns.PersonNearby)
		switch f.Category {
		case "national_id", "address", "identity_document":
			identity = true
		case "birth_date", "bank_account", "payment_card":
			personal = true
		case "phone", "email":
			contact = true
		case "vehicle":
			vehicle = true
		}
	}
	safety := 1.0
	if named && (identity || personal) {
		safety *= 1 - personBonus
	}
	if named && (contact || vehicle) {
		safety *= 1 - reachBonus
	}
	if identity && contact {
		safety *= 1 - contactBonus
	}
	return safety
}

// Alone gives the verdict on a message that holds one finding of which the engine
// is as sure as it gets, of a severity and, for a marking, a level, and nothing
// else, on a channel of which nothing is known.
func (t Thresholds) Alone(severity patterns.Severity, level patterns.Level) Verdict {
	f := Finding{Severity: severity, Confidence: maxConfidence}
	if level != patterns.LevelNone {
		f.Marking = &Marking{Level: level}
	}
	return t.assess([]Finding{f}, Channel{}).Verdict
}

func (t Thresholds) verdict(score float64) Verdict {
	switch {
	case score >= t.Block:
		return Block
	case score >= t.Warn:
		return Warn
	}
	return Allow
}
