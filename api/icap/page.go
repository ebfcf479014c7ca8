package icap

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/pecete/pecete/api/inspection"
	instead "github.com/pecete/pecete/api/refusal"
)

// pageOf gives the HTTP response in the place of a message that is stopped: its head and
// its body. It has the advice and the reference in it, and nothing of the message.
func (x *exchange) pageOf(ruling *inspection.Ruling) (head, body []byte) {
	page := instead.For(ruling, instead.Asked{
		Accept: x.asked.accept, AcceptLanguage: x.asked.acceptLanguage, ContentType: x.asked.content.Type,
		Answered: x.request.method == methodRESPMOD,
	})
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n", page.Status, http.StatusText(page.Status), len(page.Body))
	for _, field := range page.Fields {
		fmt.Fprintf(&b, "%s: %s\r\n", http.CanonicalHeaderKey(field.Name), field.Value)
	}
	b.WriteString("\r\n")
	if x.asked.method == http.MethodHead {
		return b.Bytes(), nil
	}
	return b.Bytes(), page.Body
}
