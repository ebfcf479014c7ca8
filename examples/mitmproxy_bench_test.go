package examples_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkMitmproxy sends the same through mitmdump with the addon and without it, in
// turns, and tells how much longer it takes with it.
func BenchmarkMitmproxy(b *testing.B) {
	_, pecete := start(b, "*")
	with, bare := startProxy(b, pecete, "pecete_timeout_ms: 30000"), startBare(b)
	s := openSite(b, httptest.NewServer)
	clients := map[*proxy]*http.Client{with: with.client(false), bare: bare.client(false)}
	for _, c := range clients {
		c.Transport.(*http.Transport).MaxIdleConnsPerHost = 16
	}
	for name, body := range map[string]string{
		"message of 100 B": chat(fineText + strings.Repeat(" da", 17)),
		"text of 100 KB":   chat(strings.Repeat("Ne vedem mâine la 18:30, ", 4_000)),
	} {
		for atOnce, some := range map[string]int{"alone": 1, "16 at once": 16} {
			b.Run(name+", "+atOnce, func(b *testing.B) {
				took := map[*proxy][]time.Duration{}
				for b.Loop() {
					for p, client := range clients {
						took[p] = append(took[p], sendAll(b, client, s.URL, body, some))
					}
				}
				s.taken()
				withIt, without := middle(took[with]), middle(took[bare])
				b.ReportMetric(float64(withIt)/float64(without), "times")
				b.ReportMetric(float64(withIt-without)/float64(some)/1e6, "ms-more/request")
				b.ReportMetric(float64(some)/withIt.Seconds(), "requests/s")
			})
		}
	}
}

// sendAll sends a body some times at once and gives how long all of them took together.
func sendAll(b *testing.B, client *http.Client, url, body string, some int) time.Duration {
	var senders sync.WaitGroup
	begun := time.Now()
	for range some {
		senders.Go(func() {
			if got, err := tryPost(b.Context(), client, url, jsonType, strings.NewReader(body)); err != nil || got.status != 200 {
				b.Errorf("answered %d, %v", got.status, err)
			}
		})
	}
	senders.Wait()
	return time.Since(begun)
}

func middle(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
