package bundle

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// entry is a file of a hand-made archive.
type entry struct {
	header tar.Header
	data   string
}

func plain(name, data string) entry {
	return entry{tar.Header{Typeflag: tar.TypeReg, Format: tar.FormatUSTAR, Name: name, Mode: 0o644, Size: int64(len(data)), ModTime: testDay()}, data}
}

// handMade packs what Seal never would.
func handMade(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		if err := w.WriteHeader(&e.header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oneFile is the text of a manifest for a file "a.yaml" that holds "x".
func oneFile() string {
	return manifestOf("acme", testDay(), []patterns.File{{Name: "a.yaml", Data: []byte("x")}}).text()
}

func TestBundlesThatWereAltered(t *testing.T) {
	good := seal(t, testFiles(), keyA)
	text := oneFile()
	signed := string(signNote(t, text, keyA))
	with := func(entries ...entry) []byte {
		return handMade(t, append([]entry{plain(manifestName, signed)}, entries...)...)
	}
	// resigned is a manifest that was written wrongly by who has the key.
	resigned := func(text string) []byte {
		return handMade(t, plain(manifestName, string(signNote(t, text, keyA))), plain("a.yaml", "x"))
	}
	changed := func(change func(*tar.Header)) []byte {
		e := plain("a.yaml", "x")
		change(&e.header)
		return with(e)
	}
	if _, err := Open(with(plain("a.yaml", "x")), []PublicKey{publicA}); err != nil {
		t.Fatalf("the hand-made bundle is refused: %v", err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "MANIFEST is not in it"},
		{"no archive", bytes.Repeat([]byte("hello "), 200), "is no tar archive"},
		{"too large", make([]byte, MaxSize+1), "more than"},
		{"another key", seal(t, testFiles(), keyB), "signed with no trusted key, but with " + publicB.ID()},
		{"no signature", handMade(t, plain(manifestName, text), plain("a.yaml", "x")), "no signed manifest"},
		{"a changed manifest", bytes.Replace(good, []byte("name acme\n"), []byte("name acne\n"), 1), "was changed after it was signed: the signature of " + publicA.ID() + " is wrong"},
		{"a changed file", bytes.Replace(good, []byte("[cluj]"), []byte("[dolj]"), 1), "lists/places.yaml is not the file that was signed"},
		{"the manifest is not the first", handMade(t, plain("a.yaml", "x"), plain(manifestName, signed)), "another file stands in the place of MANIFEST"},
		{"a manifest that is too long", handMade(t, plain(manifestName, strings.Repeat("x", maxManifest+1))), "the limit is"},
		{"a file that is too long", with(plain("a.yaml", strings.Repeat("x", patterns.MaxFileSize+1))), "a.yaml is 524289 bytes long, the limit is 524288"},
		{"a file that claims to be huge", claiming(t, with(plain("a.yaml", "x")), "a.yaml", 1<<33-1), "a.yaml is 8589934591 bytes long, the limit is 524288"},
		{"a manifest that claims to be huge", claiming(t, with(plain("a.yaml", "x")), manifestName, 1<<33-1), "MANIFEST is 8589934591 bytes long, the limit is 2097152"},
		{"a file is missing", with(), "a.yaml is not in it"},
		{"a file is added", with(plain("a.yaml", "x"), plain("b.yaml", "x")), "beside what was signed"},
		{"another file in its place", with(plain("b.yaml", "x")), "another file stands in the place of a.yaml"},
		{"a path upwards in its place", with(plain("../a.yaml", "x")), "another file stands in the place of a.yaml"},
		{"a file that is a link", with(entry{tar.Header{Typeflag: tar.TypeSymlink, Format: tar.FormatUSTAR, Name: "a.yaml", Linkname: "/etc/passwd", ModTime: testDay()}, ""}), "a.yaml is not a plain file"},
		{"a file of another owner", changed(func(h *tar.Header) { h.Uid = 1 }), "beside what was signed"},
		{"a file that may be run", changed(func(h *tar.Header) { h.Mode = 0o755 }), "beside what was signed"},
		{"a file of another time", changed(func(h *tar.Header) { h.ModTime = testDay().AddDate(1, 0, 0) }), "beside what was signed"},
		{"records of another format", changed(func(h *tar.Header) { h.Format, h.PAXRecords = tar.FormatPAX, map[string]string{"comment": "x"} }), "is not a plain file"},
		{"bytes behind the end", append(bytes.Clone(good), 'x'), "beside what was signed"},
		{"blocks behind the end", append(bytes.Clone(good), make([]byte, 512)...), "beside what was signed"},
		{"cut off within a file", good[:len(good)-1024-512+3], "is cut off"},
		{"cut off before the end", good[:len(good)-1024], "beside what was signed"},
		{"signed, but of another kind", resigned("pecete rules bundle v2" + strings.TrimPrefix(text, firstLine)), `manifest is not a "pecete rules bundle v1"`},
		{"signed, but no manifest", resigned("hello\n"), "manifest is not a"},
		{"signed, but without time", resigned(strings.Replace(text, "created 2026", "created x", 1)), "no time"},
		{"signed, with another version", resigned(strings.Replace(text, "version ", "version 0", 1)), "not written as it must be"},
		{"signed, with more behind a line", resigned(strings.Replace(text, "a.yaml\n", "a.yaml\n\n", 1)), "rule file"},
		{"signed, with a path upwards", resigned(strings.Replace(text, "a.yaml", "../a.yaml", 1)), `rule file "../a.yaml"`},
		{"signed, with a file twice", resigned(text + text[strings.LastIndex(text, "\n\n")+2:]), "given twice"},
		{"signed, with no sum", resigned(strings.Replace(text, sumOf([]byte("x")), "00", 1)), "a.yaml has no sum"},
		{"signed, with capitals in a sum", resigned(strings.Replace(text, sumOf([]byte("x")), strings.ToUpper(sumOf([]byte("x"))), 1)), "not written as it must be"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Open(c.data, []PublicKey{publicA})
			if got != nil || err == nil {
				t.Fatalf("opens: %v, %v", got, err)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q, want %q", err, c.want)
			}
		})
	}
}

// sparse is a file of GNU's kind that is written in nothing and claims to be huge.
func sparse(t testing.TB, name string, size int64) []byte {
	t.Helper()
	data := handMade(t, entry{tar.Header{Typeflag: tar.TypeReg, Format: tar.FormatGNU, Name: name, Mode: 0o644, ModTime: testDay()}, ""})
	head := data[:512]
	head[156] = 'S'                                     // a sparse file
	copy(head[483:495], fmt.Sprintf("%011o\x00", size)) // its real size
	copy(head[386:398], fmt.Sprintf("%011o\x00", size)) // one piece at its end,
	copy(head[398:410], fmt.Sprintf("%011o\x00", 0))    // of no bytes
	sumAnew(head)
	return data
}

// claiming gives an archive in which the head of a file says another size than it has.
func claiming(t testing.TB, data []byte, name string, size int64) []byte {
	t.Helper()
	at := bytes.Index(data, []byte(name+"\x00"))
	if at < 0 || at%512 != 0 {
		t.Fatalf("%s has no head in the archive", name)
	}
	head := data[at : at+512]
	copy(head[124:136], fmt.Sprintf("%011o\x00", size))
	sumAnew(head)
	return data
}

// sumAnew makes the head of a file one that a tar reader takes, after it was changed.
func sumAnew(head []byte) {
	copy(head[148:156], strings.Repeat(" ", 8))
	sum := 0
	for _, b := range head {
		sum += int(b)
	}
	copy(head[148:156], fmt.Sprintf("%06o\x00 ", sum))
}

func TestSmallBundlesDoNotBecomeLarge(t *testing.T) {
	in := tar.NewReader(bytes.NewReader(sparse(t, manifestName, 1<<33)))
	header, err := in.Next()
	if err != nil || header.Size != 1<<33 {
		t.Fatalf("the archive is not what it is meant to be: %v, %v", header, err)
	}
	for _, size := range []int64{1 << 10, 1 << 33} {
		if _, err := Open(sparse(t, manifestName, size), []PublicKey{publicA}); err == nil || !strings.Contains(err.Error(), "is not a plain file") {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

// A bundle holds no more than a folder of rules may, not even if it is signed.
func TestFilesTogetherAreBounded(t *testing.T) {
	full := func(n int) []patterns.File {
		var files []patterns.File
		for i := range n {
			files = append(files, patterns.File{Name: fmt.Sprintf("f%02d.yaml", i), Data: make([]byte, patterns.MaxFileSize)})
		}
		return files
	}
	const most, want = patterns.MaxFolderSize / patterns.MaxFileSize, "rule files hold more than 16777216 bytes together"
	if got, err := Open(seal(t, full(most), keyA), []PublicKey{publicA}); err != nil || len(got.Files) != most {
		t.Errorf("as much as a folder may hold is refused: %v", err)
	}
	for name, more := range map[string][]patterns.File{
		"one byte more": append(full(most), patterns.File{Name: "g.yaml", Data: []byte("x")}),
		"one file more": full(most + 1),
	} {
		if data, err := Seal("acme", testDay(), more, keyA); data != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: is sealed: %v", name, err)
		}
		packed := []entry{plain(manifestName, string(signNote(t, manifestOf("acme", testDay(), more).text(), keyA)))}
		for _, file := range more {
			packed = append(packed, plain(file.Name, string(file.Data)))
		}
		if got, err := Open(handMade(t, packed...), []PublicKey{publicA}); got != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: opens: %v", name, err)
		}
	}
}

// With any byte changed, a bundle does not open, or the byte meant nothing, as the last
// bits of a signature's text do, and it opens to the same.
func TestEveryByteCounts(t *testing.T) {
	good := seal(t, testFiles(), keyA)
	want, err := Open(good, []PublicKey{publicA})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(good)
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		data[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if got, err := Open(data, []PublicKey{publicA}); err == nil && !cmp.Equal(got, want) {
			t.Fatalf("byte %d changed: opens to %v", at, got)
		}
	})
}

// What is sealed comes out again, whatever it is.
func TestSealedFilesComeOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		contents := rapid.MapOfN(rapid.StringMatching(`(lists/)?[a-z0-9][a-z0-9_.-]{0,20}\.ya?ml`), rapid.SliceOfN(rapid.Byte(), 0, 1500), 1, 20).Draw(t, "files")
		var files []patterns.File
		for name, data := range contents {
			files = append(files, patterns.File{Name: name, Data: data})
		}
		data, err := Seal("acme", testDay(), files, keyA, keyB)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Open(data, []PublicKey{publicB})
		if err != nil || len(got.Files) != len(files) {
			t.Fatalf("%v, %v", got, err)
		}
		for _, file := range got.Files {
			if !bytes.Equal(file.Data, contents[file.Name]) {
				t.Fatalf("%s has changed", file.Name)
			}
		}
	})
}

// FuzzOpen signs what the fuzzer makes of a manifest, so that it also gets behind the
// signature, and holds that whatever opens is what Seal would make.
func FuzzOpen(f *testing.F) {
	f.Add(seal(f, testFiles(), keyA), "")
	f.Add([]byte("x"), oneFile())
	f.Add(sparse(f, manifestName, 1<<33), "")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		if text != "" && strings.HasSuffix(text, "\n") {
			if signed, err := noteOf(text, keyA); err == nil {
				data = handMade(t, plain(manifestName, string(signed)), plain("a.yaml", string(data)))
			}
		}
		got, err := Open(data, []PublicKey{publicA})
		if err != nil {
			if got != nil {
				t.Error("an error and a bundle")
			}
			return
		}
		again, err := Seal(got.Name, got.Created, got.Files, keyA)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := Open(again, []PublicKey{publicA}); err != nil || same.Version != got.Version {
			t.Errorf("sealed again: %v, %v", same, err)
		}
	})
}

// FuzzKeys holds that no text makes the reader of keys quote it.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("acme+00000000+AAAA\nPRIVATE+KEY+acme+00000000+AAAA"))
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := ParsePublicKeys(data)
		if (err == nil) != (len(keys) > 0) {
			t.Errorf("%d keys, %v", len(keys), err)
		}
		if key, err := ParseSecretKey(data); err == nil && !isName(strings.SplitN(key.ID(), "+", 2)[0]) {
			t.Errorf("the name of %s", key.ID())
		}
	})
}
