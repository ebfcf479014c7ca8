package pdf

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/flate"
)

// pieceSize is how much is unpacked at once, in bytes.
const pieceSize = 16 << 10

// unpack undoes the filters of a stream (7.4). What comes before an error is good;
// what is more than a stream may unpack to is cut.
func (f *file) unpack(s *stream) ([]byte, error) {
	data := s.raw
	filters := f.list(s.dict, "Filter", "F")
	params := f.list(s.dict, "DecodeParms", "DP")
	if len(filters) > 8 {
		return nil, nil
	}
	for i, v := range filters {
		var param dict
		if i < len(params) {
			param = f.dict(params[i])
		}
		var err error
		data, err = f.undo(f.name(v), param, data)
		if err != nil {
			return nil, err
		}
	}
	return data, nil
}

// list gives what may be one value or an array of them, under a name or its short form.
func (f *file) list(d dict, long, short name) array {
	v := f.follow(d[long])
	if v == nil {
		v = f.follow(d[short])
	}
	switch v := v.(type) {
	case nil:
		return nil
	case array:
		return v
	default:
		return array{v}
	}
}

// undo undoes one filter. One that is not known gives nothing.
func (f *file) undo(filter name, param dict, data []byte) ([]byte, error) {
	var r io.Reader
	switch filter {
	case "FlateDecode", "Fl":
		r = inflating(data)
	case "LZWDecode", "LZW":
		r = newLZW(data, f.follow(param["EarlyChange"]) != float64(0))
	case "ASCIIHexDecode", "AHx":
		l := lexer{data: append([]byte{'<'}, data...)}
		return []byte(l.hex()), f.limits.Spend(len(data) / 2)
	case "ASCII85Decode", "A85":
		return ascii85(data), f.limits.Spend(len(data))
	case "RunLengthDecode", "RL":
		r = &runLength{data: data}
	case "Crypt":
		return data, nil
	default:
		return nil, nil
	}
	unpacked, err := f.readAll(r)
	if err != nil {
		return nil, err
	}
	return f.predicted(unpacked, param), nil
}

// inflating gives the reader of zlib data. Its header is passed over and its
// checksum is not asked for, for what is broken is read as far as it goes.
func inflating(data []byte) io.Reader {
	data = bytes.TrimLeft(data, "\r\n")
	if len(data) >= 2 && data[0]&0x0f == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
		data = data[2:]
	}
	return flate.NewReader(bytes.NewReader(data))
}

// readAll reads what a filter gives, up to what a stream may unpack to.
func (f *file) readAll(r io.Reader) ([]byte, error) {
	var all []byte
	piece := make([]byte, pieceSize)
	defer clear(piece)
	for {
		n, err := r.Read(piece)
		if int64(len(all)+n) > f.limits.Stream {
			f.result.Cut = true
			return all, nil
		}
		all = append(all, piece[:n]...)
		if spent := f.limits.Spend(n); spent != nil {
			return nil, spent
		}
		if err != nil {
			return all, nil
		}
	}
}

// predicted undoes the prediction of bytes from their neighbours (7.4.4.4).
func (f *file) predicted(data []byte, param dict) []byte {
	predictor := f.integer(param["Predictor"])
	if predictor < 2 {
		return data
	}
	colors, bits, columns := orOne(f.integer(param["Colors"])), f.integer(param["BitsPerComponent"]), orOne(f.integer(param["Columns"]))
	if bits == 0 {
		bits = 8
	}
	if colors > 32 || bits > 32 || columns > 1<<20 {
		return nil
	}
	pixel := max(1, colors*bits/8)
	row := min((colors*bits*columns+7)/8, len(data)+1)
	if predictor == 2 {
		if bits == 8 {
			for at := range data {
				if at%row >= pixel {
					data[at] += data[at-pixel]
				}
			}
		}
		return data
	}
	return unpredictPNG(data, row, pixel)
}

func orOne(n int) int { return max(n, 1) }

// unpredictPNG undoes the filters of PNG, of which each row names its own.
func unpredictPNG(data []byte, row, pixel int) []byte {
	plain := make([]byte, 0, len(data))
	above := make([]byte, row)
	for len(data) > 1 {
		kind, line := data[0], data[1:min(row+1, len(data))]
		data = data[len(line)+1:]
		for i := range line {
			var left, corner byte
			if i >= pixel {
				left, corner = line[i-pixel], above[i-pixel]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			}
		}
		plain = append(plain, line...)
		copy(above, line)
	}
	return plain
}

// paeth gives the neighbour that is nearest to left + above - corner (PNG, 9.4).
func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	a, b, c := distance(p, left), distance(p, above), distance(p, corner)
	if a <= b && a <= c {
		return left
	}
	if b <= c {
		return above
	}
	return corner
}

func distance(p int, b byte) int {
	if d := p - int(b); d > 0 {
		return d
	} else {
		return -d
	}
}

// ascii85 undoes base 85 up to "~>" (7.4.3).
func ascii85(data []byte) []byte {
	var plain []byte
	var group uint32
	count := 0
	for _, b := range data {
		switch {
		case b == '~':
			return ascii85Rest(plain, group, count)
		case b == 'z' && count == 0:
			plain = append(plain, 0, 0, 0, 0)
		case b >= '!' && b <= 'u':
			group = group*85 + uint32(b-'!')
			if count++; count == 5 {
				plain = append(plain, byte(group>>24), byte(group>>16), byte(group>>8), byte(group))
				group, count = 0, 0
			}
		}
	}
	return ascii85Rest(plain, group, count)
}

// ascii85Rest adds the bytes of a group that is cut short.
func ascii85Rest(plain []byte, group uint32, count int) []byte {
	if count < 2 {
		return plain
	}
	for i := count; i < 5; i++ {
		group = group*85 + 84
	}
	for i := range count - 1 {
		plain = append(plain, byte(group>>(24-8*i)))
	}
	return plain
}
