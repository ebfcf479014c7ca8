package playground_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
)

// rect is where a piece of text is drawn, in pixels.
type rect struct{ Left, Top, Right, Bottom float64 }

// near tells whether two rects are the same to half a pixel.
func (r rect) near(other rect) bool {
	const most = 0.5
	return math.Abs(r.Left-other.Left) <= most && math.Abs(r.Right-other.Right) <= most &&
		math.Abs(r.Top-other.Top) <= most && math.Abs(r.Bottom-other.Bottom) <= most
}

// rectsOf is JavaScript that gives the rects of a list of DOMRects, one for each line.
const rectsOf = `((list) => {
	const lines = [];
	for (const r of list) {
		if (r.width === 0) continue;
		const line = lines.find((line) => Math.abs(line.Top - r.top) < 1);
		if (!line) lines.push({Left: r.left, Top: r.top, Right: r.right, Bottom: r.bottom});
		else Object.assign(line, {Left: Math.min(line.Left, r.left), Right: Math.max(line.Right, r.right)});
	}
	return lines;
})`

// drawn gives where the browser draws the units from start to end of the text in the
// box itself. The box hides its text from scripts, not from the tools of the browser.
func (b *tab) drawn(start, end int) []rect {
	b.t.Helper()
	all := int64(-1)
	pierce := true
	root := call(b, dom.GetDocument, dom.GetDocumentParams{Depth: &all, Pierce: &pierce}).Root
	texts := textsInside(find(root, func(n *cdp.Node) bool { return n.NodeName == "TEXTAREA" }))
	if len(texts) == 0 {
		b.t.Fatal("the box shows no text")
	}
	var objects []*runtime.CallArgument
	for _, text := range texts {
		object := call(b, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: text.BackendNodeID}).Object
		objects = append(objects, &runtime.CallArgument{ObjectID: object.ObjectID})
	}
	yes := true
	result := call(b, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		ObjectID: objects[0].ObjectID, Arguments: objects, ReturnByValue: &yes,
		FunctionDeclaration: `function(...texts) {
			const at = (place) => {
				for (const text of texts) { // or a line break, which is one unit
					if (text.length !== undefined && place <= text.length) return [text, place];
					place -= text.length ?? 1;
				}
			};
			const range = document.createRange();
			range.setStart(...at(` + quoted(start) + `));
			range.setEnd(...at(` + quoted(end) + `));
			return JSON.stringify(` + rectsOf + `(range.getClientRects()));
		}`,
	})
	if result.ExceptionDetails != nil {
		b.t.Fatal(result.ExceptionDetails.Text)
	}
	var encoded string
	var rects []rect
	if err := json.Unmarshal(result.Result.Value, &encoded); err != nil {
		b.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(encoded), &rects); err != nil {
		b.t.Fatal(err)
	}
	return rects
}

// find gives the first node that is wanted, in the order of the document.
func find(node *cdp.Node, wanted func(*cdp.Node) bool) *cdp.Node {
	if node == nil || wanted(node) {
		return node
	}
	for _, child := range node.Children {
		if found := find(child, wanted); found != nil {
			return found
		}
	}
	return nil
}

// textsInside gives the nodes of text and the line breaks that a box has in its own
// shadow, but for what it shows while it is empty.
func textsInside(node *cdp.Node) []*cdp.Node {
	isPlaceholder := func(n *cdp.Node) bool {
		return slices.Contains(n.Attributes, "pseudo") && slices.Contains(n.Attributes, "placeholder")
	}
	if node == nil || isPlaceholder(node) {
		return nil
	}
	var texts []*cdp.Node
	for _, child := range append(node.ShadowRoots, node.Children...) {
		if child.NodeName == "#text" || child.NodeName == "BR" {
			texts = append(texts, child)
		}
		texts = append(texts, textsInside(child)...)
	}
	return texts
}

// underlined checks that there is a line right under each of some pieces of a text, in
// their order, and under nothing else.
func (b *tab) underlined(reason, text string, pieces ...string) {
	b.t.Helper()
	var marks []struct {
		Text       string
		Start      int
		Decoration string
		Rects      []rect
	}
	b.value(`(() => {
		const marks = [];
		let start = 0;
		for (const line of document.getElementById("mirror").children) {
			for (const node of line.childNodes) {
				if (node.nodeName === "MARK") marks.push({Text: node.textContent, Start: start,
					Decoration: getComputedStyle(node).textDecorationLine, Rects: `+rectsOf+`(node.getClientRects())});
				start += node.textContent.length;
			}
			start++;
		}
		return marks;
	})()`, &marks)
	if len(marks) != len(pieces) {
		b.t.Fatalf("%s: %d pieces are underlined, want %d: %v", reason, len(marks), len(pieces), marks)
	}
	for i, mark := range marks {
		at := strings.Index(text, pieces[i])
		start := utf16Length(text[:at])
		end := start + utf16Length(pieces[i])
		if mark.Text != pieces[i] || mark.Start != start || mark.Decoration != "underline" {
			b.t.Errorf("%s: mark %d is %q at %d, want %q at %d", reason, i, mark.Text, mark.Start, pieces[i], start)
			continue
		}
		drawn := b.drawn(start, end)
		if len(drawn) == 0 || len(drawn) != len(mark.Rects) {
			b.t.Errorf("%s: %q is drawn in %d pieces and underlined in %d", reason, pieces[i], len(drawn), len(mark.Rects))
			continue
		}
		for j := range drawn {
			if !drawn[j].near(mark.Rects[j]) {
				b.t.Errorf("%s: %q is drawn at %v and underlined at %v", reason, pieces[i], drawn[j], mark.Rects[j])
			}
		}
	}
}

// utf16Length gives the length of a text as JavaScript counts.
func utf16Length(text string) int {
	length := 0
	for _, r := range text {
		length++
		if r > 0xFFFF {
			length++
		}
	}
	return length
}

// TestLinesAreUnderTheText, whatever comes before it and however it breaks.
func TestLinesAreUnderTheText(t *testing.T) {
	s := open(t)
	narrow, wide := visit(t, s, look{width: 360, height: 740}), visit(t, s, look{width: 1280, height: 800})
	long := strings.Repeat("un cuvânt și încă unul, ", 12)
	for _, test := range []struct {
		reason, text string
		pieces       []string
	}{
		{"plain letters", "CNP " + aCNP, []string{aCNP}},
		{"diacritics", "Să știți că CNP-ul țâncului e " + aCNP + ", așa", []string{aCNP}},
		{"diacritics as combining marks", "Sa\u0306 s\u0326tit\u0326i ca\u0306 CNP e " + aCNP + " i\u0302n act", []string{aCNP}},
		{"emoji of two units", "🎭🎭🎭 CNP " + aCNP + " 🙏", []string{aCNP}},
		{"emoji of many", "👩\u200d👩\u200d👧 🇷🇴 👍🏽 CNP " + aCNP + " 👨\u200d🚀 tel 0722 123 456", []string{aCNP, "0722 123 456"}},
		{"a tab", "CNP\t" + aCNP + "\tmulțumesc", []string{aCNP}},
		{"many spaces", "CNP    " + aCNP + "    .", []string{aCNP}},
		{"lines of its own", "Bună\n\nCNP:\n" + aCNP + "\n\nmersi\n", []string{aCNP}},
		{"broken over two lines", long + "str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, sector 3, București", []string{"str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, sector 3, București"}},
		{"after a word longer than a line", strings.Repeat("a", 150) + " CNP " + aCNP, []string{aCNP}},
		{"after a very long word", strings.Repeat("ă", 1_500) + "!! CNP " + aCNP + " (" + strings.Repeat(".", 1_500) + ") tel 0722 123 456", []string{aCNP, "0722 123 456"}},
		{"in full-width digits", "CNP １８５０２２８１２００１１ 🎭", []string{"１８５０２２８１２００１１"}},
		{"over two lines of its own", "str. Lalelelor nr. 12,\nbl. B4, sc. 1, ap. 15, sector 3, București", []string{"str. Lalelelor nr. 12,", "bl. B4, sc. 1, ap. 15, sector 3, București"}},
		{"grouped, at the end of a line", long + "CNP 1 850228 12 001 1", []string{"1 850228 12 001 1"}},
	} {
		for _, b := range []*tab{narrow, wide} {
			b.clear()
			b.write(test.text, "warn")
			b.underlined(test.reason, test.text, test.pieces...)
		}
	}
}

// TestLinesFollowTheText while it changes, before the next answer comes.
func TestLinesFollowTheText(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	text := "CNP " + aCNP + " tel 0722 123 456"
	b.write(text, "warn")
	s.delay.Store(60_000)
	caret := func(at int) {
		b.text(`document.getElementById("text").setSelectionRange(` + quoted(at) + `, ` + quoted(at) + `)`)
	}
	caret(0)
	b.paste("🎭 bună, ")
	text = "🎭 bună, " + text
	b.underlined("written before", text, aCNP, "0722 123 456")
	caret(utf16Length(text))
	b.paste(" gata")
	text += " gata"
	b.underlined("written behind", text, aCNP, "0722 123 456")
	caret(utf16Length("🎭 bună, CNP 1850"))
	b.paste("x")
	b.underlined("written inside", strings.Replace(text, "1850", "1850x", 1), "0722 123 456")
	s.delay.Store(0)
	b.text(`document.execCommand("delete")`)
	b.state("warn")
	b.underlined("as it was", text, aCNP, "0722 123 456")
}

// TestTheBoxGrowsAndScrolls: a text that is longer than the box may be is scrolled to
// where it is written, and the lines scroll with it.
func TestTheBoxGrowsAndScrolls(t *testing.T) {
	b := visit(t, open(t), look{width: 360, height: 740})
	text := strings.Repeat("încă un rând 🎭\n", 60) + "CNP " + aCNP
	b.paste(strings.Repeat("încă un rând 🎭\n", 60))
	b.typed("CNP " + aCNP)
	b.state("warn")
	b.underlined("scrolled", text, aCNP)
	b.want(`(() => { const box = document.querySelector(".box"), mark = document.querySelector("mark").getBoundingClientRect(), seen = box.getBoundingClientRect();
		return box.scrollHeight > box.clientHeight && mark.top >= seen.top && mark.bottom <= seen.bottom; })()`, "true")
	b.want(`document.getElementById("text").scrollTop`, "0")
	b.want(`document.getElementById("text").scrollHeight <= document.getElementById("text").clientHeight`, "true")
}
