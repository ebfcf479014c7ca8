package classifier

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// exchange says messages, separated by bars, in one conversation and gives what
// was answered to the last, and to the others what the conversation changed.
func exchange(t testing.TB, c *Classifier, script string) (last Assessment, text string) {
	t.Helper()
	talk := NewConversation(ConversationLimits{})
	for i, message := range strings.Split(script, "|") {
		last, text = c.Converse(talk, Message{ID: fmt.Sprint("m", i), Text: message}, Query{}), message
		checkAssessment(t, text, last)
	}
	return last, text
}

// parts gives a finding as the parts it is split in: "m0:1850228 + 120011".
func parts(f Finding, script, text string) string {
	said := strings.Split(script, "|")
	var all []string
	if f.Split != nil {
		for _, p := range f.Split.Earlier {
			i := len(said) - 1 - p.Back
			all = append(all, p.MessageID+":"+said[i][p.Start.Bytes:p.End.Bytes])
		}
	}
	return strings.Join(append(all, text[f.Start:f.End]), " + ")
}

func TestWhatIsSplitOverMessagesIsFound(t *testing.T) {
	c := newTestClassifier(t)
	for _, tt := range []struct{ name, script, detector, want string }{
		{"a number in two", "1850228|120011", "ro.cnp", "m0:1850228 + 120011"},
		{"in the middle of a group", "18502|28120011", "ro.cnp", "m0:18502 + 28120011"},
		{"behind a label, with thanks", "cnp-ul meu e 18502|28120011 multumesc", "ro.cnp", "m0:18502 + 28120011"},
		{"behind a label in its own message", "cnp-ul meu e|1850228|120011", "ro.cnp", "m1:1850228 + 120011"},
		{"in groups", "1 850228|12 001 1", "ro.cnp", "m0:1 850228 + 12 001 1"},
		{"in groups, in the middle of one", "1 8502|28 12 001 1", "ro.cnp", "m0:1 8502 + 28 12 001 1"},
		{"digit by digit", "1|8|5|0|2|2|8|1|2|0|0|1|1", "ro.cnp", "m0:1 + m1:8 + m2:5 + m3:0 + m4:2 + m5:2 + m6:8 + m7:1 + m8:2 + m9:0 + m10:0 + m11:1 + 1"},
		{"another number before it", "10|1850228|120011", "ro.cnp", "m1:1850228 + 120011"},
		{"words in between", "1850228|stai|😀|120011", "ro.cnp", "m0:1850228 + 120011"},
		{"full-width digits and emoji", "1８5０228|😀120011", "ro.cnp", "m0:1８5０228 + 120011"},
		{"an invisible character at the seam", "18502\u200b|28120011", "ro.cnp", "m0:18502 + 28120011"},
		{"an end that looks like a phone number", "185|0228120011", "ro.cnp", "m0:185 + 0228120011"},
		{"marks at the seam", "1850228...|...120011", "ro.cnp", "m0:1850228 + 120011"},
		{"an account in three", "RO39BTRL|01301202|63547891", "iban", "m0:RO39BTRL + m1:01301202 + 63547891"},
		{"an account in groups", "RO39 BTRL|0130 1202|6354 7891", "iban", "m0:RO39 BTRL + m1:0130 1202 + 6354 7891"},
		{"an account in groups, in the middle of one", "RO39 BT|RL01 3012 02|63547891", "iban", "m0:RO39 BT + m1:RL01 3012 02 + 63547891"},
		{"a card", "4532 0151|1283 0366", "payment_card", "m0:4532 0151 + 1283 0366"},
		{"a phone", "0712 034|567", "ro.phone", "m0:0712 034 + 567"},
		{"a phone behind its word", "tel|0712|034567", "ro.phone", "m1:0712 + 034567"},
		{"a series and a number", "CI seria|KX|123456", "ro.id_card", "m1:KX + 123456"},
		{"a passport", "pasaportul meu 0523|45678", "ro.passport", "m0:0523 + 45678"},
		{"an address line by line", "Str. Lalelelor nr 5|bl 3 ap 7|sector 2", "ro.address", "m0:Str. Lalelelor nr 5 + m1:bl 3 ap 7 + sector 2"},
		{"an address behind its word", "stau pe Str. Lalelelor|nr 5, bl 3", "ro.address", "m0:Str. Lalelelor + nr 5, bl 3"},
		{"an e-mail address", "ion.popescu@|gmail.com", "email", "m0:ion.popescu@ + gmail.com"},
		{"a marking in capitals", "STRICT|SECRET", "marking.ro", "m0:STRICT + SECRET"},
		{"a marking in small letters", "strict|secret", "marking.ro", "m0:strict + secret"},
		{"a marking as telephones write it", "Top|Secret", "marking.foreign", "m0:Top + Secret"},
		{"a graver scheme", "NATO|SECRET", "marking.nato", "m0:NATO + SECRET"},
		{"a marking with decorations", "strict...|😀|🔒 secret 🔒", "marking.ro", "m0:strict + secret"},
		{"a marking that goes on", "SECRET|DE SERVICIU", "marking.ro", "m0:SECRET + DE SERVICIU"},
		{"a marking word by word", "strict|secret|de|importanță|deosebită", "marking.ro", "m0:strict + m1:secret + m2:de + m3:importanță + deosebită"},
		{"a marking letter by letter", "S|E|C|R|E|T", "marking.ro", "m0:S + m1:E + m2:C + m3:R + m4:E + T"},
		{"a marking in small letters, one by one", "k|s|e|c|r|e|t", "marking.ro", "m1:s + m2:e + m3:c + m4:r + m5:e + t"},
		{"a marking in halves of words", "STR|ICT SEC|RET", "marking.ro", "m0:STR + m1:ICT SEC + RET"},
	} {
		a, text := exchange(t, c, tt.script)
		if len(a.Findings) != 1 {
			t.Errorf("%s: %q gives %d findings", tt.name, tt.script, len(a.Findings))
			continue
		}
		f := a.Findings[0]
		if got := parts(f, tt.script, text); f.Detector != tt.detector || got != tt.want {
			t.Errorf("%s: %s %q, want %s %q", tt.name, f.Detector, got, tt.detector, tt.want)
		}
		if !f.Evidence.Has(patterns.SplitOverMessages) || f.Evidence.Has(patterns.EarlierMessage) {
			t.Errorf("%s: evidence %v", tt.name, f.Evidence)
		}
		if !strings.Contains(a.Advice.Body, "mai devreme") {
			t.Errorf("%s: the advice is %q", tt.name, a.Advice.Body)
		}
	}
}

func TestVerdictsOnSplitMarkings(t *testing.T) {
	c := newTestClassifier(t)
	for _, tt := range []struct {
		name, script string
		verdict      Verdict
		level        patterns.Level
	}{
		{"capitals block", "STRICT|SECRET", Block, patterns.LevelSecret},
		{"letters in capitals block", "S|E|C|R|E|T", Block, patterns.LevelConfidential},
		{"small letters warn", "strict|secret", Warn, patterns.LevelNone},
		{"so do capitals of telephones", "Strict|Secret", Warn, patterns.LevelNone},
		{"so does a mixture", "STRICT|secret", Warn, patterns.LevelNone},
		{"so do halves of a word", "sec|ret", Warn, patterns.LevelNone},
		{"one message in small letters does not", "strict secret", Allow, patterns.LevelNone},
		{"what blocks in one message blocks in two", "secret|de serviciu", Block, patterns.LevelRestricted},
		{"the higher level counts", "STRICT SECRET|DE IMPORTANȚĂ DEOSEBITĂ", Block, patterns.LevelTopSecret},
		{"a word before does not lower", "NE|SECRET", Block, patterns.LevelConfidential},
		{"so does what is decorated", "strict...|...secret", Warn, patterns.LevelNone},
		{"a question is none", "strict?|secret?", Allow, patterns.LevelNone},
		{"a sentence is none", "a fost strict|secret nu era nimic", Allow, patterns.LevelNone},
		{"nor one that goes on", "hai că e strict|secret", Allow, patterns.LevelNone},
	} {
		a, _ := exchange(t, c, tt.script)
		if a.Verdict != tt.verdict || a.Level != tt.level {
			t.Errorf("%s: %q gives %v, level %v", tt.name, tt.script, a.Verdict, a.Level)
		}
	}
}

func TestWhatIsNotSplitIsNotFound(t *testing.T) {
	c := newTestClassifier(t)
	for name, script := range map[string]string{
		"two short numbers": "10|20", "many short numbers": "10|20|30|40|50|60", "scores": "2-1|3-2|0-0|1-4", "counting": "1|2|3|4|5|6|7|8|9|10|11|12|13",
		"prices": "0.75|1.1|1.25|1.5", "prices in lei": "12,50|30|45,99", "times": "18:30|19:45|07:12",
		"a code, then an amount": "123456|250 lei", "a code and a number": "123456|250", "dates": "07.12.2024|08.12.2024",
		"a wrong control digit": "1850228|120012", "an order in pieces": "comanda|1850228|120011",
		"a number that goes on": "1850228|120011lei", "words around": "la 1850228 lei|120011 bucăți am luat",
		"chat": "ce faci?|bine, tu?|ok|pa", "a street without a number": "pe Calea Victoriei|10 minute",
		"a finding of an earlier message": "CNP: 1850228120011|ok", "and of the last but one": "1850228|120011|ok",
		"a whole number, then another": "0712034567|89", "a finished e-mail address": "ion@yahoo.ro|ce faci",
	} {
		if a, text := exchange(t, c, script); len(a.Findings) > 0 {
			t.Errorf("%s: %q gives %s %q", name, script, a.Findings[0].Detector, parts(a.Findings[0], script, text))
		}
	}
}

// What is whole in the last message is its own finding, whatever stood before.
func TestWhatIsWholeIsNotSplit(t *testing.T) {
	c := newTestClassifier(t)
	for _, script := range []string{
		"0712 034 567|0723 456 789", "0712034567|0723456789", "1850228120011|1850228120011", "ok|ion@yahoo.ro",
		"10|1850228120011", "NE|SECRET", "RO|RO39BTRL0130120263547891", "comanda|1850228120011", "exemplu:|CNP 1850228120011",
	} {
		a, text := exchange(t, c, script)
		alone := c.Classify(text, Query{})
		if len(a.Findings) != 1 || a.Findings[0].Split != nil || a.Findings[0].Confidence != alone.Findings[0].Confidence || a.Score != alone.Score {
			t.Errorf("%q gives %+v, alone %+v", script, a.Findings, alone.Findings)
		}
	}
}

func TestEarlierMessagesMakeSurer(t *testing.T) {
	c := newTestClassifier(t)
	for name, script := range map[string]string{
		"the label of a number": "cnp-ul meu e|1850228120011", "of one that needs it": "pașaportul meu|052345678",
		"with a colon": "CNP:|1850228120011", "before another message": "cui-ul firmei e|stai să caut|14399840",
	} {
		a, text := exchange(t, c, script)
		alone := c.Classify(text, Query{})
		if len(a.Findings) != 1 || !a.Findings[0].Evidence.Has(patterns.EarlierMessage) || a.Findings[0].Split != nil {
			t.Errorf("%s: %+v", name, a.Findings)
			continue
		}
		if len(alone.Findings) > 0 && alone.Findings[0].Confidence >= a.Findings[0].Confidence {
			t.Errorf("%s: no surer than alone", name)
		}
	}
}

// Ordinary lines, one after another as in a chat, warn of nothing that each does
// not alone.
func TestOrdinaryConversationsDoNotWarn(t *testing.T) {
	skipUnderRace(t)
	if testing.Short() {
		t.Skip("reading whole corpora takes a while")
	}
	c := newTestClassifier(t)
	for _, name := range []string{"sart_tweets.txt", "ro_sts.txt"} {
		input, err := os.Open(filepath.Join(negativesDir, name))
		if err != nil {
			t.Skip("no negative corpora beside this checkout")
		}
		defer input.Close()
		talk := NewConversation(ConversationLimits{})
		lines := bufio.NewScanner(input)
		for number := 1; lines.Scan(); number++ {
			alone := c.Classify(lines.Text(), Query{})
			together := c.Converse(talk, Message{Text: lines.Text()}, Query{})
			if together.Verdict != alone.Verdict {
				t.Errorf("%s, line %d: %v alone, %v after those before", name, number, alone.Verdict, together.Verdict)
			}
		}
	}
}

// The answer about a message is what its query asks for, also about what is
// split.
func TestQueriesCountForWhatIsSplit(t *testing.T) {
	c := newTestClassifier(t)
	phones, err := c.Select([]string{"ro.phone"})
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]Query{"other detectors": {Detectors: phones}, "surer findings": {MinConfidence: 0.96}} {
		talk := NewConversation(ConversationLimits{})
		c.Converse(talk, Message{Text: "1850228"}, query)
		if a := c.Converse(talk, Message{Text: "120011"}, query); len(a.Findings) > 0 {
			t.Errorf("%s: %+v", name, a.Findings)
		}
	}
	talk := NewConversation(ConversationLimits{})
	accredited := Query{Channel: Channel{Kind: ChannelAccredited, Accredited: patterns.LevelSecret}}
	c.Converse(talk, Message{Text: "strict"}, accredited)
	if a := c.Converse(talk, Message{Text: "secret"}, accredited); a.Verdict != Allow || len(a.Findings) != 1 {
		t.Errorf("on a channel that may carry it: %v", a.Verdict)
	}
}

// Only the head of a long message is read again; what stands beyond it stays.
func TestLongMessagesKeepTheirFindings(t *testing.T) {
	c := newTestClassifier(t)
	filler := strings.Repeat("un text lung ", 1000)
	for _, text := range []string{"120011 " + filler + "CNP 1850228120011", "120011 " + filler[:rejoinHead-20] + "CNP 1850228120011 " + filler} {
		talk := NewConversation(ConversationLimits{})
		c.Converse(talk, Message{Text: filler + "1850228"}, Query{})
		a := c.Converse(talk, Message{Text: text}, Query{})
		checkAssessment(t, text, a)
		split := slices.IndexFunc(a.Findings, func(f Finding) bool { return f.Split != nil })
		if len(a.Findings) != 2 || split != 0 || a.Findings[0].Split.Earlier[0].Start.Bytes != len(filler) {
			t.Errorf("%+v", a.Findings)
		}
	}
}

func TestWhatIsSaidInBetweenDividesNoNumber(t *testing.T) {
	c := newTestClassifier(t)
	for _, between := range []string{"vin la 5", "am 2 copii", "ok", "2 min", "https://exemplu.ro/7"} {
		talk := NewConversation(ConversationLimits{})
		c.Converse(talk, Message{Text: "2850921"}, Query{})
		c.Converse(talk, Message{Text: between}, Query{})
		if a := c.Converse(talk, Message{Text: "345671"}, Query{}); a.Verdict != Warn {
			t.Errorf("with %q in between: %v", between, a.Verdict)
		}
	}
}
