package inspection

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// asking gives a window that notes what it asks about.
func asking(size, overlap int) (*window, *[]string) {
	asked := &[]string{}
	return &window{
		ctx: context.Background(), size: size, overlap: overlap, memory: &memory{most: 10},
		ask: func(_ context.Context, text string) error {
			*asked = append(*asked, text)
			return nil
		},
	}, asked
}

// TestWindowsMissNothing: however a text comes, each piece of it that is no longer than
// the overlap without its quarter that a word's edge may take is asked about as a whole.
func TestWindowsMissNothing(t *testing.T) {
	const size, overlap = 64, 16
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab 1\nșț€😀")), 0, 300, -1).Draw(t, "text")
		w, asked := asking(size, overlap)
		for rest := []byte(text); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "written")
			if _, err := w.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
			if rapid.Bool().Draw(t, "settle") {
				if err := w.settle(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.settle(); err != nil {
			t.Fatal(err)
		}
		for _, one := range *asked {
			if !utf8.ValidString(one) || len(one) > size || one == "" {
				t.Fatalf("%q was asked about", one)
			}
		}
		whole := overlap - overlap/4 - 2*utf8.UTFMax
		for at := range text {
			end := min(len(text), at+whole)
			for !utf8.ValidString(text[at:end]) {
				end--
			}
			piece := text[at:end]
			found := false
			for _, one := range *asked {
				found = found || strings.Contains(one, piece)
			}
			if !found {
				t.Fatalf("%q at %d is in none of %q", piece, at, *asked)
			}
		}
	})
}

func TestWindowAsksAboutNothingTwiceOnly(t *testing.T) {
	w, asked := asking(64, 16)
	_, _ = w.Write([]byte("o vorbă"))
	for range 3 {
		if err := w.settle(); err != nil {
			t.Fatal(err)
		}
	}
	if len(*asked) != 1 {
		t.Errorf("asked about %q", *asked)
	}
}

func TestWindowEndsWithTheErrorOfAsking(t *testing.T) {
	w, _ := asking(64, 16)
	certain := errors.New("certain")
	w.ask = func(context.Context, string) error { return certain }
	if _, err := w.Write([]byte(strings.Repeat("a ", 40))); !errors.Is(err, certain) {
		t.Errorf("got %v", err)
	}
}

func TestWindowIsWiped(t *testing.T) {
	w, _ := asking(64, 16)
	_, _ = w.Write([]byte("ceva ce nu trebuie să rămână"))
	_ = w.settle()
	w.wipe()
	for _, c := range w.text[:cap(w.text)] {
		if c != 0 {
			t.Fatalf("left: %q", w.text[:cap(w.text)])
		}
	}
}

func TestWhatIsHeldTakesMemoryAndGivesItBack(t *testing.T) {
	w, _ := asking(64, 16)
	if err := w.hold(11); err != nil {
		t.Fatalf("what is not held: %v", err)
	}
	w.Gather()
	if err := errors.Join(w.hold(4), w.hold(6)); err != nil {
		t.Fatal(err)
	}
	if err := w.hold(1); !errors.Is(err, errFull) {
		t.Fatalf("one byte more: %v", err)
	}
	other := &window{memory: w.memory}
	other.Gather()
	if err := other.hold(1); !errors.Is(err, errFull) {
		t.Fatalf("another's: %v", err)
	}
	w.wipe() // as where a document broke off
	w.Gathered()
	if used := w.memory.used.Load(); used != 0 {
		t.Errorf("%d bytes are taken in the end", used)
	}
	if err := other.hold(10); err != nil {
		t.Error(err)
	}
}
