package content

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

const (
	// directoryEntry is the length of what stands before the name in an entry of a ZIP's
	// directory, directoryEnd of what stands before its comment, and descriptor the most that
	// may stand behind a file, all in bytes (APPNOTE.TXT, 4.3.9, 4.3.12, 4.3.16).
	directoryEntry = 46
	directoryEnd   = 22
	descriptor     = 24
)

// fileSpan is where a file of an archive stands.
type fileSpan struct{ begin, end int }

// uncovered gives the pieces of an archive that belong to none of the files in its directory,
// nor to the directory: whoever unpacks from the front may find other files there.
func uncovered(data []byte, files []*zip.File) [][]byte {
	var pieces [][]byte
	add := func(begin, end int) {
		if end > begin && len(bytes.Trim(data[begin:end], "\x00")) > 0 {
			pieces = append(pieces, data[begin:end])
		}
	}
	at, room := 0, 0 // room is for what describes the file before
	for _, s := range fileSpans(data, files) {
		if s.begin > at+room {
			add(at, s.begin)
		}
		at, room = max(at, s.end), descriptor
	}
	begin := at + max(0, bytes.Index(data[at:], []byte("PK\x01\x02")))
	if begin > at+room {
		add(at, begin)
	}
	end := max(begin, bytes.LastIndex(data, []byte("PK\x05\x06")))
	if behind := behindDirectory(data[:end], begin); !bytes.HasPrefix(data[behind:end], []byte("PK\x06\x06")) {
		add(behind, end)
	}
	if len(data)-end >= directoryEnd {
		end += directoryEnd + int(binary.LittleEndian.Uint16(data[end+directoryEnd-2:]))
		add(min(end, len(data)), len(data))
	}
	return pieces
}

// fileSpans gives where the files stand, in order, each with its header.
func fileSpans(data []byte, files []*zip.File) []fileSpan {
	var spans []fileSpan
	for _, f := range files {
		offset, err := f.DataOffset()
		if err != nil || offset > int64(len(data)) || f.CompressedSize64 > uint64(len(data)) {
			continue
		}
		end := min(int(offset)+int(f.CompressedSize64), len(data))
		spans = append(spans, fileSpan{headerBefore(data, int(offset)), end})
	}
	slices.SortFunc(spans, func(a, b fileSpan) int { return cmp.Compare(a.begin, b.begin) })
	return spans
}

// maxHeaders is how many places are tried to find where a file's header begins; what is not
// found then counts as none of the file's.
const maxHeaders = 64

// headerBefore gives where the header begins that ends where a file's bytes begin.
func headerBefore(data []byte, offset int) int {
	first := max(0, offset-localHeader-2*0xffff)
	for at, tries := offset, 0; at > first && tries < maxHeaders; tries++ {
		i := bytes.LastIndex(data[first:at], []byte("PK\x03\x04"))
		if i < 0 {
			return offset
		}
		at = first + i
		if at+localHeader > offset {
			continue
		}
		names := int(binary.LittleEndian.Uint16(data[at+26:])) + int(binary.LittleEndian.Uint16(data[at+28:]))
		if at+localHeader+names == offset {
			return at
		}
	}
	return offset
}

// behindDirectory gives where the entries end of the directory that begins at a place.
func behindDirectory(data []byte, at int) int {
	for len(data)-at >= directoryEntry && bytes.HasPrefix(data[at:], []byte("PK\x01\x02")) {
		entry := data[at:]
		at += directoryEntry
		for _, length := range []int{28, 30, 32} { // of the name, the extra field and the comment
			at += int(binary.LittleEndian.Uint16(entry[length:]))
		}
	}
	return min(at, len(data))
}

// outside reads what stands in an archive beside what its directory lists: files by their own
// headers, and otherwise runs of text. It also reads the archive's comment.
func (a *archive) outside(data []byte, opened *zip.Reader) error {
	if opened.Comment != "" {
		a.x.out.writeString(a.x.raw(opened.Comment))
		a.x.out.endLine()
	}
	for _, piece := range uncovered(data, opened.File) {
		if err := a.x.note(MissedBroken); err != nil {
			return err
		}
		files := salvage(piece)
		a.files = append(a.files, files...)
		if len(files) > 0 {
			continue
		}
		if err := a.x.pump(bytes.NewReader(piece), &runs{out: a.x.out}); err != nil {
			return err
		}
	}
	return nil
}
