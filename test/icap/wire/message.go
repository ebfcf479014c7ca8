package wire

import (
	"fmt"
	"io"
)

// Post is the question about a POST of a text, of so many bytes.
func Post(name string, body io.Reader, size int64) Question {
	return Question{
		Method: "REQMOD", Service: "reqmod", Body: body, Preview: 4096, Allow204: true,
		Request: fmt.Sprintf("POST http://site.example.com/%s HTTP/1.1\r\nHost: site.example.com\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n", name, size),
	}
}
