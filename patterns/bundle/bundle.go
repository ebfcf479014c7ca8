package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/pecete/pecete/patterns"
)

// Bundle is what was in a bundle whose signature holds.
type Bundle struct {
	// Name is what its maker called it.
	Name string
	// Version identifies the files: equal names and content, equal version. It is not
	// the version of a ruleset, in which other rules may lie below.
	Version string
	// Created is when it was made, as its maker says, in whole seconds.
	Created time.Time
	// SignedBy has the IDs of the trusted keys that signed it; never empty.
	SignedBy []string
	// Files are the rule files in the order of their names.
	Files []patterns.File
}

// Seal gives the bundle of files, signed with each of keys. Equal arguments give equal
// bytes. Created counts in whole seconds. It does not look into the files.
func Seal(name string, created time.Time, files []patterns.File, keys ...SecretKey) ([]byte, error) {
	if len(keys) == 0 {
		return nil, errors.New("sealing a bundle: no key to sign with")
	}
	m := manifestOf(name, created, files)
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("sealing a bundle: %w", err)
	}
	content := map[string][]byte{}
	size := 0
	for _, file := range files {
		if len(file.Data) > patterns.MaxFileSize {
			return nil, fmt.Errorf("sealing a bundle: %s is %d bytes long, the limit is %d", file.Name, len(file.Data), patterns.MaxFileSize)
		}
		if size += len(file.Data); size > patterns.MaxFolderSize {
			return nil, fmt.Errorf("sealing a bundle: %w", tooMuch())
		}
		content[file.Name] = file.Data
	}
	var signers []note.Signer
	for _, key := range keys {
		signers = append(signers, key.signer)
	}
	signed, err := note.Sign(&note.Note{Text: m.text()}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sealing a bundle: signing: %w", err)
	}
	packed := []patterns.File{{Name: manifestName, Data: signed}}
	for _, file := range m.files {
		packed = append(packed, patterns.File{Name: file.name, Data: content[file.name]})
	}
	data, err := writeArchive(packed, m.created)
	if err != nil {
		return nil, fmt.Errorf("sealing a bundle: %w", err)
	}
	if len(data) > MaxSize {
		return nil, fmt.Errorf("sealing a bundle: it is %d bytes long, the limit is %d", len(data), MaxSize)
	}
	return data, nil
}

// Open gives what is in a bundle, if one of the trusted keys signed it and it is to the
// byte what Seal gave. Errors quote no content of the bundle but the names of keys.
func Open(data []byte, trusted []PublicKey) (*Bundle, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("bundle is more than %d bytes long", MaxSize)
	}
	in := openArchive(data)
	signed, err := in.next(manifestName, maxManifest)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	text, signedBy, err := verify(signed, trusted)
	if err != nil {
		return nil, err
	}
	m, err := parseManifest(text)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	files, err := m.read(in)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", m.name, err)
	}
	again, err := writeArchive(append([]patterns.File{{Name: manifestName, Data: signed}}, files...), m.created)
	if err != nil || !bytes.Equal(again, data) {
		return nil, fmt.Errorf("bundle %s: something is in the archive beside what was signed", m.name)
	}
	return &Bundle{Name: m.name, Version: m.version(), Created: m.created, SignedBy: signedBy, Files: files}, nil
}

// tooMuch says that a bundle has more in it than a folder of rules may hold.
func tooMuch() error {
	return fmt.Errorf("rule files hold more than %d bytes together", patterns.MaxFolderSize)
}

// read takes the files of the manifest out of the archive.
func (m manifest) read(in archive) ([]patterns.File, error) {
	var files []patterns.File
	size := 0
	for _, file := range m.files {
		data, err := in.next(file.name, patterns.MaxFileSize)
		if err != nil {
			return nil, err
		}
		if size += len(data); size > patterns.MaxFolderSize {
			return nil, tooMuch()
		}
		if sumOf(data) != file.sum {
			return nil, fmt.Errorf("%s is not the file that was signed", file.name)
		}
		files = append(files, patterns.File{Name: file.name, Data: data})
	}
	return files, nil
}

// verify gives the text of a note and the trusted keys that signed it.
func verify(signed []byte, trusted []PublicKey) (text string, signedBy []string, err error) {
	opened, err := note.Open(signed, verifiers(trusted))
	var unknown *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown):
		return "", nil, fmt.Errorf("bundle is signed with no trusted key, but with %s", ids(unknown.Note.UnverifiedSigs))
	case errors.As(err, &wrong):
		return "", nil, fmt.Errorf("bundle was changed after it was signed: the signature of %s is wrong", keyID(wrong.Name, wrong.Hash))
	case err != nil:
		return "", nil, fmt.Errorf("bundle has no signed manifest: %w", err)
	}
	for _, signature := range opened.Sigs {
		signedBy = append(signedBy, keyID(signature.Name, signature.Hash))
	}
	return opened.Text, signedBy, nil
}

// maxShown is how many keys an error names.
const maxShown = 5

// ids names the keys of signatures that nobody has verified, so that their names may be
// anything.
func ids(signatures []note.Signature) string {
	var all []string
	for _, s := range signatures {
		if len(all) == maxShown {
			all = append(all, fmt.Sprintf("%d more", len(signatures)-maxShown))
			break
		}
		name := s.Name
		if !isName(name) {
			name = "(a name that no key may have)"
		}
		all = append(all, keyID(name, s.Hash))
	}
	return strings.Join(all, ", ")
}
