package content

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
)

// localHeader is the length of what stands before the name of a file in a ZIP, in
// bytes (APPNOTE.TXT, 4.3.7).
const localHeader = 30

// salvage finds the files of an archive whose directory is missing, for it was cut
// or is broken.
func salvage(data []byte) []file {
	var files []file
	for at := 0; len(files) < maxDirectory; {
		i := bytes.Index(data[at:], []byte("PK\x03\x04"))
		if i < 0 || len(data)-at-i < localHeader {
			return files
		}
		head := data[at+i : at+i+localHeader]
		at += i + localHeader
		names := int(binary.LittleEndian.Uint16(head[26:]))
		begin := names + int(binary.LittleEndian.Uint16(head[28:]))
		if begin > len(data)-at {
			return files
		}
		name, packed := string(data[at:at+names]), data[at+begin:]
		at += begin
		size := int64(binary.LittleEndian.Uint32(head[18:]))
		files = append(files, file{
			name:      name,
			encrypted: head[6]&1 != 0,
			open:      func() (io.Reader, error) { return ofMethod(binary.LittleEndian.Uint16(head[8:]), packed, size) },
		})
		if size < int64(len(packed)) {
			at += int(size)
		}
	}
	return files
}

// ofMethod gives what a file unpacks to. Without a size a stored file goes on to
// the next header.
func ofMethod(method uint16, packed []byte, size int64) (io.Reader, error) {
	switch method {
	case 0:
		if size > 0 && size < int64(len(packed)) {
			packed = packed[:size]
		} else if next := bytes.Index(packed, []byte("PK\x03\x04")); next >= 0 {
			packed = packed[:next]
		}
		return bytes.NewReader(packed), nil
	case 8:
		return flate.NewReader(bytes.NewReader(packed)), nil
	}
	return nil, errors.New("unknown method of a ZIP file")
}
