package web

import (
	"net/http"
	"slices"
	"time"

	connectcors "connectrpc.com/cors"
	"github.com/rs/cors"
)

// withOrigins lets pages of the allowed origins call. Without any, a browser lets no page
// of another origin read an answer, nor send a message in the first place: what has a body
// has a Content-Type that it asks permission for.
func (s *Server) withOrigins(next http.Handler) http.Handler {
	if len(s.options.Origins) == 0 { // which package cors would take for all
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins: s.options.Origins,
		AllowedMethods: connectcors.AllowedMethods(),
		AllowedHeaders: slices.Concat(connectcors.AllowedHeaders(), spokenHeaders(), packedHeaders(), forwarded(), s.options.Forward),
		ExposedHeaders: append(slices.Clone(connectcors.ExposedHeaders()), "X-Request-Id", "Retry-After"),
		MaxAge:         int((2 * time.Hour).Seconds()), // the longest that Chromium keeps
	}).Handler(next)
}
