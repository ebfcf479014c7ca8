package race

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRunCountsHitsOnceAndReadsUntilTheTimeIsUp(t *testing.T) {
	read := 0
	o := Run("x", []string{"a", "bb", "hit", "dddd"}, 5*time.Millisecond, func(line string) bool {
		read += len(line)
		return line == "hit"
	})
	if o.Hit != 1 || o.Lines != 4 || o.Seconds < 0.005 || int64(read) != o.Bytes+10 {
		t.Errorf("%+v, %d bytes read", o, read)
	}
	if want := float64(o.Bytes) / 1e6 / o.Seconds; o.MBps() != want {
		t.Errorf("%v MB/s, want %v", o.MBps(), want)
	}
	if empty := Run("x", nil, time.Hour, func(string) bool { return true }); empty.Bytes != 0 || empty.MBps() != 0 {
		t.Errorf("%+v of no lines", empty)
	}
}

func TestOutcomesAreReadAsPrinted(t *testing.T) {
	var printed bytes.Buffer
	want := Outcome{Version: "1.2", Hit: 2, Lines: 3, Bytes: 4, Seconds: 0.5}
	if err := want.Write(&printed); err != nil {
		t.Fatal(err)
	}
	if got, err := Parse(printed.Bytes()); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for name, broken := range map[string]string{"no JSON": "killed", "no time": `{"lines":3}`, "no lines": `{"seconds":1}`} {
		if _, err := Parse([]byte(broken)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func TestReadLines(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lines")
	if err := os.WriteFile(name, []byte("ună\ndouă\n\ntrei\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if lines, err := ReadLines(name); err != nil || !slices.Equal(lines, []string{"ună", "două", "", "trei"}) {
		t.Errorf("%q, %v", lines, err)
	}
	if _, err := ReadLines(name + "s"); err == nil || !strings.Contains(err.Error(), "reading messages") {
		t.Error(err)
	}
}
