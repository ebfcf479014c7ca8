package identity

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/pecete/pecete/api/plainfile"
)

// Watch tells of what came into use, and of what could not.
type Watch struct {
	// Every is how often sources are looked at; 0 means 10 s.
	Every time.Duration
	// Loaded, if not nil, is told of each source that came into use, Failed of each that
	// could not, because of an error that holds no secret; the old content stays in use.
	Loaded func(source string)
	Failed func(source string, err error)
}

const usualWatch = 10 * time.Second

// every gives how often sources are looked at.
func (w Watch) every() time.Duration {
	if w.Every <= 0 {
		return usualWatch
	}
	return w.Every
}

// source is where something is read that may change: files, or a URL.
type source struct {
	// name says what it is, for people.
	name  string
	watch Watch
	// read gives the parts, use takes them into use. Neither's error holds a secret.
	read func(context.Context) ([][]byte, error)
	use  func([][]byte) error
	// now, if something is sent on it, has the source looked at at once.
	now chan struct{}
	// lasting tells that what use refuses once it refuses always, so that it is not asked
	// again about the same content: that may take a while.
	lasting bool

	seen   [sha256.Size]byte
	failed string
	// refused is the content that use refused last, for the reason refusal.
	refused [sha256.Size]byte
	refusal error
}

// load reads the source and takes it into use, if it has changed.
func (s *source) load(ctx context.Context) error {
	parts, err := s.read(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	hash := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(hash, "%d:", len(part))
		hash.Write(part)
	}
	sum := [sha256.Size]byte(hash.Sum(nil))
	if sum == s.seen {
		return nil
	}
	if s.lasting && s.refusal != nil && sum == s.refused {
		return s.refusal
	}
	if err := s.use(parts); err != nil {
		s.refused, s.refusal = sum, fmt.Errorf("%s: %w", s.name, err)
		return s.refusal
	}
	s.seen = sum
	if s.watch.Loaded != nil {
		s.watch.Loaded(s.name)
	}
	return nil
}

// follow looks at the source now and then until ctx ends. A fault is told once.
func (s *source) follow(ctx context.Context) {
	ticker := time.NewTicker(s.watch.every())
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.now:
		}
		s.again(ctx)
	}
}

// again is load for who has no one to give an error to.
func (s *source) again(ctx context.Context) {
	err := s.load(ctx)
	if err == nil {
		s.failed = ""
		return
	}
	if text := err.Error(); text != s.failed && ctx.Err() == nil {
		s.failed = text
		if s.watch.Failed != nil {
			s.watch.Failed(s.name, err)
		}
	}
}

// maxSource is the most that is read of a file or a URL, in bytes.
const maxSource = 4 << 20

// files reads files whole. It goes by content, not by time or name, so that it does not
// matter whether they are written anew, moved into place, or reached over links that are
// turned to others, as in a mounted secret.
func files(names ...string) func(context.Context) ([][]byte, error) {
	return func(context.Context) ([][]byte, error) {
		var parts [][]byte
		for _, name := range names {
			part, err := readFile(name)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
		return parts, nil
	}
}

// readFile reads a plain file.
func readFile(name string) ([]byte, error) {
	file, err := plainfile.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return bounded(file)
}

// bounded reads to the end, unless that is too far.
func bounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSource+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxSource {
		return nil, fmt.Errorf("is longer than %d bytes", maxSource)
	}
	return data, nil
}

// url reads what a URL gives.
func url(client *http.Client, address string) func(context.Context) ([][]byte, error) {
	return func(ctx context.Context) ([][]byte, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("answered %s", response.Status)
		}
		data, err := bounded(response.Body)
		return [][]byte{data}, err
	}
}
