package api

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// countingWriter is where a log ends up.
type countingWriter struct {
	syncBuffer
	mu     sync.Mutex
	writes int
}

func (c *countingWriter) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.writes++
	c.mu.Unlock()
	return c.syncBuffer.Write(p)
}

func (c *countingWriter) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

func TestLogWriterLosesNoLineAndWritesManyAtOnce(t *testing.T) {
	out := &countingWriter{}
	w := NewLogWriter(out)
	log := zerolog.New(w)
	const writers, lines = 8, 500
	var working sync.WaitGroup
	for writer := range writers {
		working.Go(func() {
			for line := range lines {
				log.Info().Int("writer", writer).Int("line", line).Msg("")
			}
		})
	}
	working.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for writer := range writers {
		for line := range lines {
			if want := fmt.Sprintf("{\"level\":\"info\",\"writer\":%d,\"line\":%d}\n", writer, line); strings.Count(out.String(), want) != 1 {
				t.Fatalf("not once: %s", want)
			}
		}
	}
	if got := out.count(); got > writers*lines/4 {
		t.Errorf("%d writes for %d lines", got, writers*lines)
	}
}

func TestLogWriterDoesNotKeepLinesBack(t *testing.T) {
	out := &countingWriter{}
	w := NewLogWriter(out)
	log := zerolog.New(w)
	log.Info().Msg("first")
	if !strings.Contains(out.String(), "first") {
		t.Error("the first line waits")
	}
	// However long this goroutine was held up, a warning leaves nothing waiting.
	log.Info().Msg("second")
	log.Warn().Msg("third")
	if text := out.String(); !strings.Contains(text, "second") || !strings.Contains(text, "third") {
		t.Errorf("a warning waits, or what came before it: %s", text)
	}
	log.Info().Msg("fourth")
	for range 1000 {
		if strings.Contains(out.String(), "fourth") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the last line waits for another")
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestLogWriterTellsWhatFails(t *testing.T) {
	w := NewLogWriter(brokenWriter{})
	if _, err := w.Write([]byte("line\n")); err == nil {
		t.Error("a line is lost and nobody knows")
	}
	if err := w.Close(); err != nil {
		t.Errorf("nothing waited, but closing gives %v", err)
	}
}
