package classifier

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// TestAdviceOnWhatIsSplit compares what senders and clients read about findings
// that are split over messages.
func TestAdviceOnWhatIsSplit(t *testing.T) {
	c := newTestClassifier(t)
	var out strings.Builder
	for _, script := range []string{"cnp-ul meu e 1850228|120011, mersi", "0712 034|567", "strict|secret", "STRICT|SECRET", "pașaportul meu|052345678"} {
		for _, locale := range []string{"ro", "en"} {
			talk := NewConversation(ConversationLimits{})
			said := strings.Split(script, "|")
			var a Assessment
			for _, text := range said {
				a = c.Converse(talk, Message{Text: text}, Query{Locale: locale})
			}
			fmt.Fprintf(&out, "== %q\n%v %.2f, level %v\n", said, a.Verdict, a.Score, a.Level)
			for _, f := range a.Findings {
				fmt.Fprintf(&out, "%s %.2f: %s\n", f.Detector, f.Confidence, parts(f, script, said[len(said)-1]))
				f.Evidence.Each(func(code patterns.Code) { fmt.Fprintf(&out, "- %s\n", c.Rules().Evidence[code].In(locale)) })
			}
			fmt.Fprintf(&out, "%s\n%s\n\n", a.Advice.Title, a.Advice.Body)
		}
	}
	checkGolden(t, "conversation.golden", out.String())
}
