package milter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func subject(value string) []field { return []field{{"Subject", value}} }

func TestWhatBecomesOfAMail(t *testing.T) {
	const (
		rejected = "550 5.7.1 Mesaj respins. Mesaj oprit: poarta marcajul SECRET. Referinta r0123 / Message rejected. Message stopped: it is marked SECRET. Reference r0123"
		unread   = "550 5.7.1 Mesaj respins. Nu a putut fi citit in intregime. Referinta r0123 / Message rejected. Not all of it could be read. Reference r0123"
		later    = "451 4.7.1 Mesajul nu poate fi verificat acum, incercati mai tarziu. Referinta r0123 / The message cannot be checked now, try again later. Reference r0123"

		verdictWarn  = `AddHeader "X-Pecete-Verdict" "warn"`
		verdictBlock = `AddHeader "X-Pecete-Verdict" "block"`
		tagged       = `AddHeader "X-Pecete-Action" "tag"`
		blocked      = `AddHeader "X-Pecete-Action" "block"`
		reference    = `AddHeader "X-Pecete-Reference" "r0123"`
		cnp          = `AddHeader "X-Pecete-Detectors" "ro.cnp"`
		both         = `AddHeader "X-Pecete-Detectors" "marking.ro,\n ro.cnp"`
		held         = `Quarantine "held by Pecete, reference r0123"`
	)
	prefix := Options{SubjectPrefix: "[ATENȚIE]"}
	for name, c := range map[string]struct {
		options Options
		letter  letter
		want    result
	}{
		"nothing found":               {letter: letter{body: "bună"}, want: result{action: "accept"}},
		"no body":                     {letter: letter{header: subject("hello")}, want: result{action: "accept"}},
		"blocked":                     {letter: letter{body: "stop"}, want: result{action: rejected}},
		"blocked by the subject":      {letter: letter{header: subject("=?utf-8?q?st?= =?windows-1250?b?b3A=?=")}, want: result{action: rejected}},
		"blocked and held":            {options: Options{OnBlock: Quarantine}, letter: letter{body: "stop"}, want: result{action: "accept", changes: []string{verdictBlock, blocked, reference, both, held}}},
		"held on BLOCK, not on less":  {options: Options{OnBlock: Quarantine}, letter: letter{body: "careful, strict"}, want: result{action: unread}},
		"held on less, not on BLOCK":  {options: Options{OnWarn: Quarantine}, letter: letter{body: "stop"}, want: result{action: rejected}},
		"WARN stopped and held":       {options: Options{OnWarn: Quarantine}, letter: letter{body: "careful, strict"}, want: result{action: "accept", changes: []string{verdictWarn, blocked, reference, cnp, held}}},
		"WARN tagged":                 {letter: letter{body: "careful"}, want: result{action: "accept", changes: []string{verdictWarn, tagged, reference, cnp}}},
		"not read, tagged":            {letter: letter{body: "picture"}, want: result{action: "accept", changes: []string{`AddHeader "X-Pecete-Verdict" "allow"`, tagged, reference, `AddHeader "X-Pecete-Missed" "picture,\n too large"`}}},
		"nobody to ask, open":         {letter: letter{body: "down"}, want: result{action: "accept"}},
		"nobody to ask, closed":       {letter: letter{body: "down closed"}, want: result{action: later}},
		"nobody to ask is never held": {options: Options{OnWarn: Quarantine, OnBlock: Quarantine}, letter: letter{body: "down closed"}, want: result{action: later}},
		"a prefix": {options: prefix, letter: letter{header: subject("careful"), body: "x"}, want: result{action: "accept", changes: []string{
			verdictWarn, tagged, reference, cnp, `ChangeHeader 1 "Subject" "=?utf-8?q?[ATEN=C8=9AIE]?= careful"`}}},
		"a prefix before encoded words": {options: prefix, letter: letter{header: subject("=?utf-8?q?careful?="), body: "x"}, want: result{action: "accept", changes: []string{
			verdictWarn, tagged, reference, cnp, `ChangeHeader 1 "Subject" "=?utf-8?q?[ATEN=C8=9AIE]_?= =?utf-8?q?careful?="`}}},
		"a prefix that stands there": {options: prefix, letter: letter{header: subject("=?utf-8?q?[ATEN=C8=9AIE]?= careful")}, want: result{action: "accept", changes: []string{verdictWarn, tagged, reference, cnp}}},
		"a prefix without a subject": {options: prefix, letter: letter{body: "careful"}, want: result{action: "accept", changes: []string{
			verdictWarn, tagged, reference, cnp, `AddHeader "Subject" "=?utf-8?q?[ATEN=C8=9AIE]?="`}}},
		"forged notes go, the last first": {
			letter: letter{header: []field{{"X-Pecete-Verdict", "ALLOW"}, {"x-pecete-verdict", "ALLOW"}, {"X-PECETE-REFERENCE", "r1"}}, body: "careful"},
			want: result{action: "accept", changes: []string{
				`ChangeHeader 2 "X-Pecete-Verdict" ""`, `ChangeHeader 1 "X-Pecete-Verdict" ""`, `ChangeHeader 1 "X-Pecete-Reference" ""`, verdictWarn, tagged, reference, cnp}},
		},
		"forged notes go where nothing was found": {
			letter: letter{header: []field{{"X-Pecete-Detectors", "none"}}, body: "hello"},
			want:   result{action: "accept", changes: []string{`ChangeHeader 1 "X-Pecete-Detectors" ""`}},
		},
		"inside only": {
			options: Options{Inside: []string{"example.ro"}},
			letter:  letter{to: []string{"ana@example.ro", "root"}, header: []field{{"X-Pecete-Missed", "x"}}, body: "stop"},
			want:    result{action: "accept", changes: []string{`ChangeHeader 1 "X-Pecete-Missed" ""`}, skipped: true},
		},
		"one recipient outside": {
			options: Options{Inside: []string{"example.ro"}},
			letter:  letter{to: []string{"ana@example.ro", "ion@elsewhere.example"}, body: "stop"},
			want:    result{action: rejected},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, inspectorFunc(byWords), c.options)
			if diff := cmp.Diff(c.want, d.client(t).greet("192.0.2.1").send(c.letter), cmp.AllowUnexported(result{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRepliesFitALine: a reply is ASCII, and with its code no longer than 512 bytes,
// whatever a title says.
func TestRepliesFitALine(t *testing.T) {
	r := byWordsOf("stop")
	r.Romanian.Title = strings.Repeat("„Ținută” – ĂÎȘȚÂ\r\n\x00日本 ", 40)
	r.English.Title = strings.Repeat("%s ", 300)
	r.Reference = strings.Repeat("r", 64)
	for _, reply := range []string{rejectReply(r), laterReply(r.Reference)} {
		if len(reply)+len("550 \r\n") > 512 {
			t.Errorf("%d bytes", len(reply))
		}
		if i := strings.IndexFunc(reply, func(c rune) bool { return c < ' ' || c > '~' }); i >= 0 {
			t.Errorf("%q at %d", reply[i], i)
		}
	}
}
