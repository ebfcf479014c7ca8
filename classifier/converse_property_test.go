package classifier

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// saidPieces are what conversations of tests are made of: labels, pieces of
// numbers and markings, whole ones, and what must not disturb them.
func saidPieces() []string {
	return []string{
		"1850228", "120011", "1850228120011", "1 850228 12 001 1", "1", "8", "0", "185", "0228120011", "CNP", "cnp-ul meu e", "comanda nr", "exemplu",
		"RO39", "BTRL", "0130 1202", "6354 7891", "RO39BTRL0130120263547891", "0712", "034 567", "0712034567", "+40", "tel", "tel 712034567",
		"4532 0151", "1283 0366", "4532015112830366", "seria KX", "123456", "CI seria KX nr 123456", "pașaport", "052345678", "cui", "14399840",
		"STRICT", "SECRET", "strict", "secret", "DE SERVICIU", "de", "S", "E", "C", "R", "T", "NE", "top", "Secret", "Clasificare:", "declasificat", "nr. S/1234", "ex. 1",
		"Str. Lalelelor", "nr 5", "bl 3 ap 7", "sector 2", "București", "ion@", "ion@yahoo.ro", ".ro", "B 12", "ABC", "TLP:", "RED",
		"ok", "😀", "ce faci?", "\u200b", "e\u0301", "\xff", "\n", " ", "- ", "", "10", "20 lei", "18:30", "12,50", "document",
	}
}

func drawMessage(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.SampledFrom(saidPieces()), 1, 4).Draw(t, "pieces")
	return strings.Join(pieces, rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "between"))
}

// notLost tells whether a finding of the message alone is in the answer still,
// or within one as sure and as grave.
func notLost(f Finding, together []Finding) bool {
	return slices.ContainsFunc(together, func(g Finding) bool {
		same := f.Detector == g.Detector || g.Severity > f.Severity || g.level() > f.level()
		return g.Start <= f.Start && g.End >= f.End && g.Confidence >= f.Confidence && g.Severity >= f.Severity && g.level() >= f.level() && same
	})
}

// checkConversation says messages one after another and fails unless each answer
// is at least what the message alone gives, with spans in range, and everything
// beyond that says that it comes from earlier messages.
func checkConversation(t rapid.TB, c *Classifier, messages []string) {
	t.Helper()
	talk := NewConversation(ConversationLimits{})
	for n, text := range messages {
		alone := c.Classify(text, Query{})
		together := c.Converse(talk, Message{Text: text}, Query{})
		checkAssessment(t, text, together)
		for _, f := range alone.Findings {
			if !notLost(f, together.Findings) {
				t.Fatalf("%q: alone %+v, together %+v", messages[:n+1], f, together.Findings)
			}
		}
		if together.Score < alone.Score || together.Verdict < alone.Verdict || together.Level < alone.Level {
			t.Fatalf("%q: %v %v %v alone, %v %v %v together", messages[:n+1],
				alone.Score, alone.Verdict, alone.Level, together.Score, together.Verdict, together.Level)
		}
		for _, f := range together.Findings {
			checkOrigin(t, messages[:n+1], f, alone.Findings)
		}
	}
}

// checkOrigin fails unless a finding is one of the message alone or tells what
// earlier messages have to do with it, and unless its earlier parts lie in them.
func checkOrigin(t rapid.TB, messages []string, f Finding, alone []Finding) {
	t.Helper()
	own := slices.ContainsFunc(alone, func(a Finding) bool {
		return a.Detector == f.Detector && a.Start == f.Start && a.End == f.End && a.Confidence == f.Confidence && a.Evidence == f.Evidence
	})
	split, clearer := f.Evidence.Has(patterns.SplitOverMessages), f.Evidence.Has(patterns.EarlierMessage)
	if split != (f.Split != nil) || !own && !split && !clearer || own && (split || clearer) {
		t.Fatalf("%q: %+v", messages, f)
	}
	if f.Split == nil {
		return
	}
	if len(f.Split.Earlier) == 0 {
		t.Fatalf("%q: a split finding without earlier parts", messages)
	}
	back := len(messages)
	for _, p := range f.Split.Earlier {
		if p.Back < 1 || p.Back >= back {
			t.Fatalf("%q: a part lies %d messages back, the one before it %d", messages, p.Back, back)
		}
		back = p.Back
		said := messages[len(messages)-1-p.Back]
		if p.Start.Bytes >= p.End.Bytes || p.End.Bytes > len(said) ||
			(Place{}).after(said[:p.Start.Bytes]) != p.Start || (Place{}).after(said[:p.End.Bytes]) != p.End {
			t.Fatalf("%q: part %+v of %q", messages, p, said)
		}
	}
}

func TestHistoryNeverDropsOrLowersAFinding(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(r *rapid.T) {
		var messages []string
		for range rapid.IntRange(2, 8).Draw(r, "said") {
			messages = append(messages, drawMessage(r))
		}
		checkConversation(r, c, messages)
	})
}

// A number is found wherever it is cut, and however often.
func TestNumbersAreFoundWhereverTheyAreCut(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]string{"1850228120011", "RO39BTRL0130120263547891", "0712034567", "4532015112830366"}).Draw(t, "number")
		cuts := rapid.SliceOfNDistinct(rapid.IntRange(1, len(number)-1), 1, 4, rapid.ID[int]).Draw(t, "cuts")
		slices.Sort(cuts)
		talk := NewConversation(ConversationLimits{})
		from := 0
		for _, cut := range append(cuts, len(number)) {
			a := c.Converse(talk, Message{Text: number[from:cut]}, Query{})
			if cut == len(number) && (len(a.Findings) != 1 || a.Findings[0].Split == nil || len(a.Findings[0].Split.Earlier) != len(cuts)) {
				t.Fatalf("%s cut at %v gives %+v", number, cuts, a.Findings)
			}
			from = cut
		}
	})
}

func FuzzConverse(f *testing.F) {
	for _, said := range []string{
		"1850228|120011", "cnp-ul meu e|1850228|120011", "strict|secret", "S|E|C|R|E|T", "RO39BTRL|01301202|63547891", "0712 034|567",
		"Str. Lalelelor nr 5|bl 3 ap 7|sector 2", "185|0228120011", "NE|SECRET", "e\u0301|\u0301|\xff|😀", "tel 712034567|+40|712034567",
	} {
		f.Add(said)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, said string) {
		if len(said) > 600 {
			return
		}
		checkConversation(t, c, strings.Split(said, "|"))
	})
}
