package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/pecete/pecete/cmd/pecete/internal/lines"
)

// inputFlags are the flags of every command that reads messages.
type inputFlags struct {
	File    string       `arg:"" optional:"" default:"-" help:"File to read, one message a line or JSONL ({\"message_id\": ..., \"text\": ...}); - is the standard input."`
	Format  lines.Format `default:"auto" placeholder:"FORMAT" group:"Input" help:"auto (by the file's name or its first line), text or jsonl (${default})."`
	MaxText byteSize     `name:"max-text-bytes" default:"1MiB" placeholder:"SIZE" group:"Input" help:"Longest text of one message (${default}); a longer one is an error."`
}

// input is an open input. Its counters may be read while it is being read.
type input struct {
	*lines.Reader
	// name is how errors call it.
	name string
	// size in bytes, or 0 where it is not known.
	size  int64
	read  atomic.Int64
	file  *os.File
	bytes io.Reader
}

// open opens the file, or takes stdin.
func (f *inputFlags) open(stdin io.Reader) (*input, error) {
	in := &input{name: "stdin", bytes: stdin}
	in.file, _ = stdin.(*os.File)
	if f.File != "-" {
		file, err := os.Open(f.File)
		if err != nil {
			return nil, fmt.Errorf("opening the input: %w", err)
		}
		in.name, in.file, in.bytes = f.File, file, file
	}
	if in.file != nil {
		info, err := in.file.Stat()
		if err == nil && info.IsDir() {
			_ = in.file.Close()
			return nil, fmt.Errorf("opening the input: %s is a folder", f.File)
		}
		if err == nil && info.Mode().IsRegular() {
			in.size = info.Size()
		}
	}
	format := f.Format
	if format == lines.Auto {
		format = lines.FormatOf(f.File)
	}
	in.Reader = lines.NewReader(in, lines.Options{Format: format, MaxText: int(f.MaxText)})
	return in, nil
}

// Read counts what it reads.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.bytes.Read(p)
	in.read.Add(int64(n))
	return n, err
}

// greet tells a person who is to type the input at a terminal what to do.
func (in *input) greet(out io.Writer) {
	if in.file != nil && screenOf(in.file).terminal {
		fmt.Fprintln(out, "One message a line; Ctrl-D ends.")
	}
}

// Close closes a file that open has opened; the standard input stays open.
func (in *input) Close() error {
	if in.file == nil || in.bytes != io.Reader(in.file) || in.file == os.Stdin {
		return nil
	}
	return in.file.Close()
}
