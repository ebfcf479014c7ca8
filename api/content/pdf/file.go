package pdf

import (
	"bytes"
)

const (
	// maxObjects is the most objects that are kept track of: each takes some 60 bytes.
	maxObjects = 200_000
	// maxChain is how many references may lead from one to the next.
	maxChain = 16
)

// place is where an object stands: in the file, or in what a stream unpacks to.
type place struct {
	data       []byte
	at         int
	generation int
	// from is where in the file it stands, or the stream that holds it: what stands
	// later counts.
	from int
	// inside is set where a stream holds it.
	inside bool
}

// file is a PDF whose objects are known.
type file struct {
	data    []byte
	limits  Limits
	objects map[int]place
	// order has the numbers of the objects as they stand in the file; packs those of
	// streams of objects.
	order, packs []int
	// root and info are what trailers name; the last one counts.
	root, info any
	// encrypt tells how the file is encrypted, id is the first of its identifiers.
	encrypt any
	id      text
	lock    *lock
	// packed is how many bytes object streams unpacked to.
	packed int64
	// spent is the error that ends the reading.
	spent  error
	result Result
}

// open finds the objects of a file. A later object of the same number takes the
// place of an earlier one, as with updates that are appended (7.5.6).
func open(data []byte, limits Limits) (*file, error) {
	f := &file{data: data, limits: limits, objects: map[int]place{}}
	for at := 0; at >= 0 && len(f.objects) < maxObjects; {
		number, p := f.nextObject(at)
		if at = p.at; at < 0 {
			break
		}
		if err := f.found(number, p); err != nil {
			return nil, err
		}
	}
	f.result.Cut = len(f.objects) >= maxObjects
	f.trailers()
	if f.encrypt != nil {
		if f.lock = f.unlock(); f.lock == nil {
			return nil, ErrEncrypted
		}
	}
	for _, number := range f.packs {
		if err := f.unpackObjects(number); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// nextObject finds the next "1 0 obj" and gives its number and where its value
// begins, -1 if there is none.
func (f *file) nextObject(at int) (int, place) {
	for {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			return 0, place{at: -1}
		}
		at += i + len("obj")
		if number, generation, ok := numbersBefore(f.data, at-len("obj")); ok {
			return number, place{data: f.data, at: at, generation: generation, from: at}
		}
	}
}

// numbersBefore reads the two numbers in front of "obj", from the back.
func numbersBefore(data []byte, at int) (number, generation int, ok bool) {
	second, at := wordBefore(data, at)
	first, _ := wordBefore(data, at)
	generation, ok = digits(second)
	if !ok {
		return 0, 0, false
	}
	number, ok = digits(first)
	return number, generation, ok
}

// wordBefore gives the digits that stand in front of at, and where they begin.
func wordBefore(data []byte, at int) ([]byte, int) {
	for at > 0 && isSpace(data[at-1]) {
		at--
	}
	end := at
	for at > 0 && end-at < 10 && data[at-1] >= '0' && data[at-1] <= '9' {
		at--
	}
	return data[at:end], at
}

// found keeps an object, and what it is if it tells of others.
func (f *file) found(number int, p place) error {
	f.keep(number, p)
	l := lexer{data: f.data, at: p.at}
	if l.space(); !l.has("<<") {
		return nil
	}
	if err := f.limits.Spend(0); err != nil {
		return err
	}
	d, ok := l.value().(dict)
	if !ok {
		return nil
	}
	switch d["Type"] {
	case name("XRef"):
		f.trailer(d)
	case name("ObjStm"):
		f.packs = append(f.packs, number)
	}
	return nil
}

// keep keeps an object unless one that stands later has its number.
func (f *file) keep(number int, p place) {
	known, ok := f.objects[number]
	if !ok {
		f.order = append(f.order, number)
	}
	if !ok || known.from <= p.from {
		f.objects[number] = p
	}
}

// unpackObjects keeps the objects inside a stream of objects (7.5.7).
func (f *file) unpackObjects(number int) error {
	s, ok := f.object(number).(*stream)
	if !ok || f.packed >= f.limits.Stream {
		return nil
	}
	from := f.objects[number].from
	data, err := f.unpack(s)
	if err != nil {
		return err
	}
	f.packed += int64(len(data))
	first := f.integer(s.dict["First"])
	l := lexer{data: data, plain: true}
	for n := f.integer(s.dict["N"]); n > 0 && len(f.objects) <= maxObjects; n-- {
		inner, ok1 := l.value().(float64)
		at, ok2 := l.value().(float64)
		if !ok1 || !ok2 {
			break
		}
		if begin := first + int(at); begin >= 0 && begin < len(data) && inner >= 0 && inner < 1e9 {
			f.keep(int(inner), place{data: data, at: begin, from: from, inside: true})
		}
	}
	return nil
}

// trailers reads the trailers that are written as such (7.5.5).
func (f *file) trailers() {
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			return
		}
		at += i + len("trailer")
		l := lexer{data: f.data, at: at}
		if l.space(); !l.has("<<") {
			continue
		}
		if d, ok := l.value().(dict); ok {
			f.trailer(d)
		}
	}
}

func (f *file) trailer(d dict) {
	if d["Root"] != nil {
		f.root = d["Root"]
	}
	if d["Info"] != nil {
		f.info = d["Info"]
	}
	if d["Encrypt"] != nil {
		f.encrypt = d["Encrypt"]
		if ids, ok := d["ID"].(array); ok && len(ids) > 0 {
			f.id, _ = ids[0].(text)
		}
	}
}

// object reads an object by its number; nil if it is not there.
func (f *file) object(number int) any {
	p, known := f.objects[number]
	if f.spent == nil {
		f.spent = f.limits.Spend(0)
	}
	if !known || f.spent != nil {
		return nil
	}
	l := lexer{data: p.data, at: p.at}
	v := l.value()
	// What is inside a stream of objects was unlocked with it.
	isLocked := f.lock != nil && !p.inside
	if isLocked {
		v = f.lock.openStrings(v, number, p.generation)
	}
	d, ok := v.(dict)
	if !ok {
		return v
	}
	l.space()
	if !l.has("stream") {
		return d
	}
	l.at += len("stream")
	if l.has("\r\n") {
		l.at += 2
	} else if l.has("\n") || l.has("\r") {
		l.at++
	}
	s := &stream{dict: d, raw: rawStream(p.data[l.at:], f.length(d["Length"]))}
	if isLocked && d["Type"] != name("XRef") {
		s.raw = f.lock.openStream(s.raw, number, p.generation)
	}
	return s
}

// length gives the length of a stream; one that is kept elsewhere must be a plain number.
func (f *file) length(v any) any {
	if r, ok := v.(reference); ok {
		p := f.objects[r.number]
		l := lexer{data: p.data, at: p.at}
		return l.value()
	}
	return v
}

// rawStream cuts a stream at its end: where its length says, if "endstream" stands
// there, and otherwise where that is found.
func rawStream(data []byte, length any) []byte {
	if n, ok := length.(float64); ok && n >= 0 && int(n) <= len(data) {
		rest := bytes.TrimLeft(data[int(n):min(int(n)+16, len(data))], "\r\n \t")
		if bytes.HasPrefix(rest, []byte("endstream")) {
			return data[:int(n)]
		}
	}
	if end := bytes.Index(data, []byte("endstream")); end >= 0 {
		data = data[:end]
	}
	if bytes.HasSuffix(data, []byte("\r\n")) {
		return data[:len(data)-2]
	}
	return bytes.TrimSuffix(data, []byte("\n"))
}

// follow gives what a reference leads to.
func (f *file) follow(v any) any {
	for range maxChain {
		r, ok := v.(reference)
		if !ok {
			return v
		}
		v = f.object(r.number)
	}
	return nil
}

// dict gives a dictionary, also that of a stream; nil if it is none.
func (f *file) dict(v any) dict {
	switch v := f.follow(v).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (f *file) array(v any) array {
	a, _ := f.follow(v).(array)
	return a
}

func (f *file) name(v any) name {
	n, _ := f.follow(v).(name)
	return n
}

func (f *file) number(v any) float64 {
	n, _ := f.follow(v).(float64)
	return n
}

// integer gives a number as an integer within what lengths can be.
func (f *file) integer(v any) int {
	n := f.number(v)
	if n < 0 || n > 1<<30 {
		return 0
	}
	return int(n)
}
