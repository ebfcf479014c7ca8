package patterns

import "fmt"

// AdviceTexts is the wording of what senders are told, read from advice.yaml.
// "{found}", "{others}", "{marking}", "{level}" and "{law}" are places to fill.
type AdviceTexts struct {
	// Categories is keyed by Detector.Category; "other" serves all the rest.
	Categories map[string]CategoryAdvice `yaml:"categories"`
	// Titles is keyed by verdict and by what decided it.
	Titles map[string]Text `yaml:"titles"`
	// Body is keyed by the sentence's role.
	Body map[string]Text `yaml:"body"`
	// Channels is keyed by kind of channel.
	Channels map[string]Text `yaml:"channels"`
	// Levels is keyed by Level's name, for those above unclassified.
	Levels map[string]Text `yaml:"levels"`
	// Laws is keyed by whose marking it is: what sending it elsewhere breaks.
	Laws map[string]Text `yaml:"laws"`
}

// CategoryAdvice is what to say of one category of findings.
type CategoryAdvice struct {
	// One and Many name a finding and several findings in a sentence.
	One  Text `yaml:"one"`
	Many Text `yaml:"many"`
	// Why says why it matters, Instead what to do instead.
	Why     Text `yaml:"why"`
	Instead Text `yaml:"instead"`
	// Allow says both, briefly, where the message may go.
	Allow Text `yaml:"allow"`
}

// adviceKeys lists the entries that the engine asks for.
func adviceKeys() map[string][]string {
	return map[string][]string{
		"titles": {"allow", "maybe", "warn", "warn_maybe", "block", "block_marking", "unclassified"},
		"body": {"found", "maybe", "also", "marking_level", "marking_highest", "many", "together", "person", "carried",
			"unclassified", "example", "block", "split", "split_instead"},
		"channels": {"unspecified", "direct", "group", "email", "web_form", "accredited", "accredited_below",
			"backed_up", "also_backed_up"},
		"levels": {"restricted", "confidential", "secret", "top_secret"},
		"laws":   {"ro", "ro_service", "nato", "eu", "other"},
	}
}

// parseAdvice reads advice.yaml and checks that nothing the engine asks for is
// missing or without one of the languages.
func parseAdvice(file, text string) (AdviceTexts, error) {
	var texts AdviceTexts
	at, err := decode(file, text, &texts)
	if err != nil {
		return texts, err
	}
	sections := map[string]map[string]Text{
		"titles": texts.Titles, "body": texts.Body, "channels": texts.Channels, "levels": texts.Levels,
		"laws": texts.Laws,
	}
	for section, keys := range adviceKeys() {
		for _, key := range keys {
			if !sections[section][key].complete() {
				return texts, at.errorf("$."+section, "%s.%s needs both ro and en", section, key)
			}
		}
	}
	for _, name := range []string{"other", "marking", "distribution", "unclassified"} {
		if _, ok := texts.Categories[name]; !ok {
			return texts, at.errorf("$.categories", "categories.%s is missing", name)
		}
	}
	for name, c := range texts.Categories {
		for part, text := range map[string]Text{"one": c.One, "many": c.Many, "why": c.Why, "instead": c.Instead, "allow": c.Allow} {
			if !text.complete() {
				return texts, at.errorf(fmt.Sprintf("$.categories.%s", name), "%s.%s needs both ro and en", name, part)
			}
		}
	}
	return texts, nil
}

// complete tells whether the text is there in both languages.
func (t Text) complete() bool { return t.RO != "" && t.EN != "" }
