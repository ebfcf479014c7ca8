package yamlshape

import (
	"fmt"
	"unicode/utf8"
)

// Limits on a text before a lexer sees it. The lexer makes all tokens before anybody sees
// the first, some hundreds of bytes for each, and takes a time that grows with the square
// of what stands in a row here. Nobody writes as much.
const (
	// maxBlank is how many lines in a row may hold nothing: the lexer copies a text in
	// lines of its own (">", "|") once for each that ends it.
	maxBlank = 64
	// maxTabs is how many tabs may stand on a line: the lexer looks from each that is
	// quoted to the end of the line.
	maxTabs = 64
	// maxAngles is how many "<" may stand in a row: the lexer counts them anew at each.
	maxAngles = 64
)

// CheckText gives the first fault of a text that a lexer would choke on, or nil. It counts
// signs. It takes a time linear in text, and no memory. Check begins
// with it.
func CheckText(text string, limits Limits) *Fault {
	p := pass{text: text, line: 1, most: limits.Signs}
	for p.at = 0; p.at < len(text); p.at++ {
		if reason := p.take(text[p.at]); reason != "" {
			return &Fault{Line: p.line, Column: utf8.RuneCountInString(text[p.began:p.at]) + 1, Reason: reason}
		}
	}
	return nil
}

// pass goes over a text byte by byte; line is the one that it is in and began where that
// begins. A lexer takes a carriage return for the end of a line, too.
type pass struct {
	text            string
	at, line, began int
	// signs counts them, of which there may be most.
	signs, most int
	// blank counts the lines before this one that hold nothing, tabs those on this line,
	// angles the "<" up to here.
	blank, tabs, angles int
	// written tells that this line holds something.
	written bool
}

// take looks at the next byte and gives what is wrong with it, "" if nothing is.
func (p *pass) take(b byte) string {
	if b == '\n' || b == '\r' {
		return p.endLine(b)
	}
	if b != ' ' && b != '\t' {
		p.written, p.blank = true, 0
	}
	if b == '\t' {
		if p.tabs++; p.tabs > maxTabs {
			return fmt.Sprintf("more than %d tabs on one line", maxTabs)
		}
	}
	if b != '<' {
		p.angles = 0
	} else if p.angles++; p.angles > maxAngles {
		return fmt.Sprintf("more than %d times < in a row", maxAngles)
	}
	if p.isSign(b) {
		return p.sign()
	}
	return ""
}

// endLine is take for what ends a line.
func (p *pass) endLine(b byte) string {
	if b == '\n' && p.at > 0 && p.text[p.at-1] == '\r' { // the line has ended
		p.began = p.at + 1
		return ""
	}
	if !p.written {
		if p.blank++; p.blank > maxBlank {
			return fmt.Sprintf("more than %d blank lines in a row", maxBlank)
		}
	}
	if reason := p.sign(); reason != "" {
		return reason
	}
	p.line++
	p.began, p.tabs, p.angles, p.written = p.at+1, 0, 0, false
	return ""
}

func (p *pass) sign() string {
	if p.signs++; p.signs > p.most {
		return fmt.Sprintf("more than %d lines, brackets and other signs", p.most)
	}
	return ""
}

// isSign tells whether a byte may make tokens. A remark makes one a line; a dash
// is one only in front of a blank, so that a row of dashes under a heading is none.
func (p *pass) isSign(b byte) bool {
	switch b {
	case '[', ']', '{', '}', ',', ':', '?', '&', '*', '!', '|', '>', '<', '%', '"', '\'', '@', '`', '\t', '\\':
		return true
	case '-':
		return p.at+1 == len(p.text) || p.text[p.at+1] <= ' '
	}
	return false
}
