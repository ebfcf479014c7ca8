package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"github.com/pecete/pecete/patterns"
)

var update = flag.Bool("update", false, "write the test vector instead of comparing")

// Keys for tests alone; their seeds are 32 times a letter.
var (
	keyA, publicA = testKey("acme-2026", 'a')
	keyB, publicB = testKey("acme-2027", 'b')
)

func testKey(name string, letter byte) (SecretKey, PublicKey) {
	secret, public, err := NewKey(bytes.NewReader(bytes.Repeat([]byte{letter}, 32)), name)
	if err != nil {
		panic(err)
	}
	key, err := ParseSecretKey([]byte(secret))
	if err != nil {
		panic(err)
	}
	publics, err := ParsePublicKeys([]byte(public))
	if err != nil {
		panic(err)
	}
	return key, publics[0]
}

func testDay() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// testFiles are no sound rules: a bundle does not look into what it carries.
func testFiles() []patterns.File {
	return []patterns.File{
		{Name: "lists/places.yaml", Data: []byte("[cluj]\n")},
		{Name: "badge.yaml", Data: []byte("id: acme.badge\n")},
		{Name: "acme.card.yml", Data: []byte("id: acme.card\n")},
	}
}

func seal(t testing.TB, files []patterns.File, keys ...SecretKey) []byte {
	t.Helper()
	data, err := Seal("acme", testDay(), files, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestVector pins the format: a bundle made today must open in every later version.
func TestVector(t *testing.T) {
	const name = "testdata/acme.pecete"
	made := seal(t, testFiles(), keyA)
	if *update {
		if err := os.WriteFile(name, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, data) {
		t.Error("the same content, time and key give another bundle than they did")
	}
	public, err := os.ReadFile("testdata/acme-2026.pub")
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := ParsePublicKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(data, trusted)
	if err != nil {
		t.Fatal(err)
	}
	want := &Bundle{
		Name: "acme", Version: "ba8325ac91a8787d", Created: testDay(), SignedBy: []string{publicA.ID()},
		Files: []patterns.File{
			{Name: "acme.card.yml", Data: []byte("id: acme.card\n")},
			{Name: "badge.yaml", Data: []byte("id: acme.badge\n")},
			{Name: "lists/places.yaml", Data: []byte("[cluj]\n")},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestVectorIsPlainEd25519 takes the vector apart by hand, as any other program could.
func TestVectorIsPlainEd25519(t *testing.T) {
	file, err := os.Open("testdata/acme.pecete")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := tar.NewReader(file)
	if _, err := in.Next(); err != nil {
		t.Fatal(err)
	}
	signed, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	text, line, _ := strings.Cut(string(signed), "\n\n— acme-2026 ")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
	if err != nil || len(raw) != 4+ed25519.SignatureSize {
		t.Fatalf("the signature has %d bytes, %v", len(raw), err)
	}
	public := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{'a'}, 32)).Public().(ed25519.PublicKey)
	if !ed25519.Verify(public, []byte(text+"\n"), raw[4:]) {
		t.Error("the signature is not that of the text by the key")
	}
}

func TestKeysThatChange(t *testing.T) {
	both := seal(t, testFiles(), keyA, keyB)
	for _, c := range []struct {
		name    string
		data    []byte
		trusted []PublicKey
		want    []string
	}{
		{"signed by the old key, both trusted", seal(t, testFiles(), keyA), []PublicKey{publicA, publicB}, []string{publicA.ID()}},
		{"signed by the new key, both trusted", seal(t, testFiles(), keyB), []PublicKey{publicA, publicB}, []string{publicB.ID()}},
		{"signed by both, the old one trusted", both, []PublicKey{publicA}, []string{publicA.ID()}},
		{"signed by both, the new one trusted", both, []PublicKey{publicB}, []string{publicB.ID()}},
		{"signed by both, both trusted", both, []PublicKey{publicB, publicA}, []string{publicA.ID(), publicB.ID()}},
		{"a key trusted twice", both, []PublicKey{publicA, publicA}, []string{publicA.ID()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Open(c.data, c.trusted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.SignedBy); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVersionIsOfTheFiles(t *testing.T) {
	version := func(files []patterns.File, created time.Time, key SecretKey, public PublicKey) string {
		data, err := Seal("acme", created, files, key)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Open(data, []PublicKey{public})
		if err != nil {
			t.Fatal(err)
		}
		return b.Version
	}
	files := testFiles()
	first := version(files, testDay(), keyA, publicA)
	files[0], files[1] = files[1], files[0]
	if got := version(files, testDay().Add(time.Hour), keyB, publicB); got != first {
		t.Errorf("order, time and key change the version from %s to %s", first, got)
	}
	files[0].Data = []byte("id: acme.badge2\n")
	if got := version(files, testDay(), keyA, publicA); got == first {
		t.Error("another content has the same version")
	}
	files = testFiles()
	files[0].Name = "lists/places2.yaml"
	if got := version(files, testDay(), keyA, publicA); got == first {
		t.Error("another name has the same version")
	}
}

func TestSealRefuses(t *testing.T) {
	named := func(name string) []patterns.File { return []patterns.File{{Name: name, Data: []byte("x")}} }
	many := make([]patterns.File, patterns.MaxFiles+1)
	for i := range many {
		many[i].Name = fmt.Sprintf("%05d.yaml", i)
	}
	for _, c := range []struct {
		name, bundle string
		created      time.Time
		files        []patterns.File
		keys         []SecretKey
		want         string
	}{
		{"no key", "acme", testDay(), testFiles(), nil, "no key"},
		{"no file", "acme", testDay(), nil, []SecretKey{keyA}, "0 rule files"},
		{"too many files", "acme", testDay(), many, []SecretKey{keyA}, "6001 rule files, must be 1 to 6000"},
		{"a file twice", "acme", testDay(), append(testFiles(), testFiles()[0]), []SecretKey{keyA}, "lists/places.yaml is given twice"},
		{"a path upwards", "acme", testDay(), named("../badge.yaml"), []SecretKey{keyA}, `"../badge.yaml"`},
		{"a path upwards within", "acme", testDay(), named("lists/../badge.yaml"), []SecretKey{keyA}, `"lists/../badge.yaml"`},
		{"a path from the root", "acme", testDay(), named("/etc/badge.yaml"), []SecretKey{keyA}, `"/etc/badge.yaml"`},
		{"a folder that rules do not have", "acme", testDay(), named("more/badge.yaml"), []SecretKey{keyA}, `"more/badge.yaml"`},
		{"a backslash", "acme", testDay(), named(`lists\badge.yaml`), []SecretKey{keyA}, "rule file"},
		{"a hidden file", "acme", testDay(), named(".badge.yaml"), []SecretKey{keyA}, `".badge.yaml"`},
		{"no rule file", "acme", testDay(), named("badge.txt"), []SecretKey{keyA}, `"badge.txt"`},
		{"the manifest's name", "acme", testDay(), named("MANIFEST"), []SecretKey{keyA}, `"MANIFEST"`},
		{"a name with a line in it", "acme", testDay(), named("a\nb.yaml"), []SecretKey{keyA}, `"a\nb.yaml"`},
		{"a name that is too long", "acme", testDay(), named(strings.Repeat("a", 96) + ".yaml"), []SecretKey{keyA}, "at most 100"},
		{"a file that is too long", "acme", testDay(), []patterns.File{{Name: "a.yaml", Data: make([]byte, patterns.MaxFileSize+1)}}, []SecretKey{keyA}, "a.yaml is 524289 bytes long, the limit is 524288"},
		{"a bundle without a name", "", testDay(), testFiles(), []SecretKey{keyA}, `bundle name ""`},
		{"a bundle's name of two lines", "acme\nx", testDay(), testFiles(), []SecretKey{keyA}, `bundle name "acme\nx"`},
		{"a time before all", "acme", time.Time{}, testFiles(), []SecretKey{keyA}, "between 1970 and 2199"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, err := Seal(c.bundle, c.created, c.files, c.keys...)
			if data != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("gives %d bytes, %v, want an error with %s", len(data), err, c.want)
			}
		})
	}
}

// signNote signs any text, also one that is no manifest, as whoever has the key could.
func signNote(t testing.TB, text string, key SecretKey) []byte {
	t.Helper()
	signed, err := noteOf(text, key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func noteOf(text string, key SecretKey) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, key.signer)
}
