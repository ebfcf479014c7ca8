package playground

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

// Page gives what serves the path of a request, or nil where there is no file.
func Page(path string) http.Handler {
	if _, ok := fileAt(path); !ok {
		return nil
	}
	return Handler()
}

// Handler serves the page at "/" and its files beside it, for GET and HEAD. It
// answers anything else with 404 or 405. The page asks the paths
// "v1/messages:classify" and "v1/messages:redact", relative to its own.
func Handler() http.Handler {
	return http.HandlerFunc(serve)
}

func serve(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	f, ok := fileAt(r.URL.Path)
	if !ok {
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("ETag", f.etag)
	// Kept, but asked about each time: all files of a page are of one version.
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}

// protect sets what keeps the page to itself: it runs its own files alone, talks to
// its own server alone, is framed by nobody, tells nobody where its reader came from,
// and may use nothing of the machine.
func protect(h http.Header) {
	h.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"connect-src 'self'",
		"img-src 'self' data:",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		// Text cannot become markup or code, whatever the scripts do.
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	}, "; "))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", strings.Join([]string{
		"accelerometer=()", "autoplay=()", "browsing-topics=()", "camera=()",
		"display-capture=()", "encrypted-media=()", "fullscreen=()", "geolocation=()", "gyroscope=()",
		"hid=()", "idle-detection=()", "local-fonts=()", "magnetometer=()", "microphone=()", "midi=()",
		"payment=()", "publickey-credentials-get=()", "screen-wake-lock=()", "serial=()", "usb=()",
		"xr-spatial-tracking=()",
	}, ", "))
}
