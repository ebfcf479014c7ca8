package icap

import (
	"fmt"
	"strings"
	"testing"
)

const (
	postHead = "POST http://origin.example/form HTTP/1.1\nHost: origin.example\nContent-Type: text/plain\nContent-Length: 5\n\n"
	getHead  = "GET http://origin.example/ HTTP/1.1\nHost: origin.example\n\n"
	okHead   = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n"
)

// unchanged is the answer that hands a message back as it is.
func unchanged(part, notes, head, chunks string) string {
	body := strings.TrimSuffix(part, "-hdr") + "-body"
	if chunks == "" {
		body = "null-body"
	}
	return fmt.Sprintf("ICAP/1.0 200 OK\n%sEncapsulated: %s=0, %s=%d\n\n%s%s", notes, part, body, len(crlf(head)), head, chunks)
}

const (
	passed   = "X-Pecete-Verdict: allow\nX-Pecete-Action: pass\nX-Pecete-Reference: r1\n"
	odd      = "X-Pecete-Verdict: warn\nX-Pecete-Action: tag\nX-Pecete-Reference: r1\nX-Pecete-Detectors: ro.phone\n"
	mayGo    = "ICAP/1.0 204 No Modifications Needed\n" + passed + "Encapsulated: null-body=0\n\n"
	oddMayGo = "ICAP/1.0 204 No Modifications Needed\n" + odd + "Encapsulated: null-body=0\n\n"
	goOn     = "ICAP/1.0 100 Continue\n\n"
)

// step is what the proxy sends, and then reads.
type step struct{ send, expect string }

func TestExchanges(t *testing.T) {
	tests := map[string]struct {
		options Options
		steps   []step
	}{
		"a body without Allow: 204 is handed back": {steps: []step{{
			adapt("REQMOD", "", postHead, "5\nhello\n0\n\n"),
			unchanged("req-hdr", passed, postHead, "5\nhello\n0\n\n"),
		}}},
		"a body with Allow: 204 may go": {steps: []step{{
			adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n0\n\n"), mayGo,
		}}},
		"Allow may list more": {steps: []step{{
			adapt("REQMOD", "allow: 206 , 204\n", postHead, "5\nhello\n0\n\n"), mayGo,
		}}},
		"no body and no Allow: 204: handed back, and nobody is asked": {steps: []step{{
			adapt("REQMOD", "", getHead, ""), unchanged("req-hdr", "", getHead, ""),
		}}},
		"no body with Allow: 204": {steps: []step{{
			adapt("REQMOD", "Allow: 204\n", getHead, ""), "ICAP/1.0 204 No Modifications Needed\nEncapsulated: null-body=0\n\n",
		}}},
		"no body and a preview without Allow: 204: handed back": {steps: []step{{
			adapt("REQMOD", "Preview: 0\n", getHead, ""), unchanged("req-hdr", "", getHead, ""),
		}}},
		"CONNECT": {steps: []step{{
			adapt("REQMOD", "Allow: 204\n", "CONNECT origin.example:443 HTTP/1.1\nHost: origin.example:443\n\n", ""),
			"ICAP/1.0 204 No Modifications Needed\nEncapsulated: null-body=0\n\n",
		}}},
		"CONNECT where paths are looked at": {options: Options{Paths: true}, steps: []step{{
			adapt("REQMOD", "", "CONNECT BAD.example:443 HTTP/1.1\n\n", ""),
			unchanged("req-hdr", "", "CONNECT BAD.example:443 HTTP/1.1\n\n", ""),
		}}},
		"the whole body in the preview may go without Allow: 204": {steps: []step{{
			adapt("REQMOD", "Preview: 1024\n", postHead, "5\nhello\n0; ieof\n\n"), mayGo,
		}}},
		"a preview that is not all, handed back": {steps: []step{
			{adapt("REQMOD", "Preview: 3\n", postHead, "3\nhel\n0\n\n"), goOn},
			{"2\nlo\n0\n\n", unchanged("req-hdr", passed, postHead, "5\nhello\n0\n\n")},
		}},
		"a preview that is not all, with Allow: 204": {steps: []step{
			{adapt("REQMOD", "Preview: 3\nAllow: 204\n", postHead, "3\nhel\n0\n\n"), goOn},
			{"2\nlo\n0\n\n", mayGo},
		}},
		"an empty preview": {steps: []step{
			{adapt("REQMOD", "Preview: 0\nAllow: 204\n", postHead, "0\n\n"), goOn},
			{"5\nhello\n0\n\n", mayGo},
		}},
		"an empty preview of an empty body": {steps: []step{
			{adapt("REQMOD", "Preview: 0\n", postHead, "0; ieof\n\n"), mayGo},
		}},
		"nothing behind the preview after all": {steps: []step{
			{adapt("REQMOD", "Preview: 5\n", postHead, "5\nhello\n0\n\n"), goOn},
			{"0\n\n", unchanged("req-hdr", passed, postHead, "5\nhello\n0\n\n")},
		}},
		"a trailer goes back": {steps: []step{{
			adapt("REQMOD", "", postHead, "5\nhello\n0\nX-Sum: 1\n\n"),
			unchanged("req-hdr", passed, postHead, "5\nhello\n0\nX-Sum: 1\n\n"),
		}}},
		"extensions of chunks are read over": {steps: []step{{
			adapt("REQMOD", "", postHead, "5;a=b;c=\"d;ieof\\\"\"\nhello\n000 ; x\n\n"),
			unchanged("req-hdr", passed, postHead, "5\nhello\n0\n\n"),
		}}},
		"a response": {steps: []step{{
			adapt("RESPMOD", "", okHead, "5\nhello\n0\n\n"), unchanged("res-hdr", passed, okHead, "5\nhello\n0\n\n"),
		}}},
		"a response with its request": {steps: []step{{
			fmt.Sprintf("RESPMOD /respmod?x ICAP/1.0\nEncapsulated: req-hdr=0, res-hdr=%d, res-body=%d\n\n%s%s5\nhello\n0\n\n",
				len(crlf(getHead)), len(crlf(getHead+okHead)), getHead, okHead),
			unchanged("res-hdr", passed, okHead, "5\nhello\n0\n\n"),
		}}},
		"a response that is a body alone": {steps: []step{{
			"RESPMOD icap://h/respmod ICAP/1.0\nEncapsulated: res-body=0\n\n5\nhello\n0\n\n",
			"ICAP/1.0 200 OK\n" + passed + "Encapsulated: res-body=0\n\n5\nhello\n0\n\n",
		}}},
		"several on one connection": {steps: []step{
			{adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n0\n\n"), mayGo},
			{"OPTIONS icap://h/reqmod ICAP/1.0\n\n", "ICAP/1.0 200 OK\nMethods: REQMOD\nService: Pecete\nService-ID: pecete\nMax-Connections: 2000\nOptions-TTL: 3600\nAllow: 204\nPreview: 4096\nTransfer-Preview: *\nEncapsulated: null-body=0\n\n"},
			{adapt("REQMOD", "", postHead, "5\nhello\n0\n\n"), unchanged("req-hdr", passed, postHead, "5\nhello\n0\n\n")},
		}},
		"the next request is there before the answer": {steps: []step{
			{adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n0\n\n") + "\n" + adapt("RESPMOD", "", okHead, "2\nhi\n0\n\n"), mayGo},
			{"", unchanged("res-hdr", passed, okHead, "2\nhi\n0\n\n")},
		}},
		"OPTIONS with a body": {steps: []step{{
			"OPTIONS icap://h/respmod ICAP/1.0\nEncapsulated: opt-body=0\n\n2\nhi\n0\n\n",
			"ICAP/1.0 200 OK\nMethods: RESPMOD\nService: Pecete\nService-ID: pecete\nMax-Connections: 2000\nOptions-TTL: 3600\nAllow: 204\nPreview: 4096\nTransfer-Preview: *\nEncapsulated: null-body=0\n\n",
		}}},
		"OPTIONS where no preview is wanted": {options: Options{Preview: -1}, steps: []step{{
			"OPTIONS icap://h/respmod ICAP/1.0\nEncapsulated: null-body=0\n\n",
			"ICAP/1.0 200 OK\nMethods: RESPMOD\nService: Pecete\nService-ID: pecete\nMax-Connections: 2000\nOptions-TTL: 3600\nAllow: 204\nEncapsulated: null-body=0\n\n",
		}}},
		"a note on a response is written into it": {steps: []step{{
			adapt("RESPMOD", "", okHead, "3\nODD\n0\n\n"),
			unchanged("res-hdr", odd, strings.TrimSuffix(okHead, "\n")+odd+"\n", "3\nODD\n0\n\n"),
		}}},
		"a note on a response needs it back although it might go": {steps: []step{{
			adapt("RESPMOD", "Allow: 204\n", okHead, "3\nODD\n0\n\n"),
			unchanged("res-hdr", odd, strings.TrimSuffix(okHead, "\n")+odd+"\n", "3\nODD\n0\n\n"),
		}}},
		"a note on a request is for the proxy alone": {steps: []step{{
			adapt("REQMOD", "Allow: 204\n", postHead, "3\nODD\n0\n\n"), oddMayGo,
		}}},
		"a note on a request, if wanted, is written into it": {options: Options{TagRequests: true}, steps: []step{{
			adapt("REQMOD", "Allow: 204\n", postHead, "3\nODD\n0\n\n"),
			unchanged("req-hdr", odd, strings.TrimSuffix(postHead, "\n")+odd+"\n", "3\nODD\n0\n\n"),
		}}},
		"a note on a request without a body": {options: Options{TagRequests: true}, steps: []step{{
			adapt("REQMOD", "Allow: 204\n", "GET /?q=ODD HTTP/1.1\n\n", ""),
			unchanged("req-hdr", odd, "GET /?q=ODD HTTP/1.1\n"+odd+"\n", ""),
		}}},
		"too large to be noted": {options: Options{TagRequests: true, Hold: 4}, steps: []step{{
			adapt("REQMOD", "Allow: 204\n", postHead, "6\nODDest\n0\n\n"), oddMayGo,
		}}},
		"notes of somebody else are taken out": {steps: []step{{
			adapt("RESPMOD", "Allow: 204\n", "HTTP/1.1 200 OK\nx-pecete-verdict: allow\nA: b\n\n", "2\nhi\n0\n\n"),
			unchanged("res-hdr", passed, "HTTP/1.1 200 OK\nA: b\n\n", "2\nhi\n0\n\n"),
		}}},
		"notes of somebody else are taken out in a preview": {steps: []step{
			{adapt("RESPMOD", "Preview: 2\n", "HTTP/1.1 200 OK\nx-pecete-verdict: allow\nA: b\n\n", "2\nhi\n0\n\n"), goOn},
			{"1\n!\n0\n\n", unchanged("res-hdr", passed, "HTTP/1.1 200 OK\nA: b\n\n", "3\nhi!\n0\n\n")},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := open(t, judge(wordJudge), test.options).dial(t)
			for _, s := range test.steps {
				p.send(s.send)
				p.expect(s.expect)
			}
		})
	}
}
