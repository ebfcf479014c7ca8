package patterns

import (
	"crypto/sha256"
	"path"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// ruleFile is a file of rules that was read, or the reason why it was not.
type ruleFile struct {
	name string
	data []byte
	err  error
	// builtIn tells that it is one of the binary's own, which also hold the
	// texts of evidence and advice.
	builtIn bool
}

// isList tells whether the file has a list of words, by the folder it is in.
func (f ruleFile) isList() bool { return path.Dir(f.name) == "lists" }

func listName(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

// parsedFile is a file of rules and what it says by itself, or the first fault in it.
type parsedFile struct {
	ruleFile
	// says is a *Detector, a list ([]string), map[Code]Text or AdviceTexts.
	says any
	// at places faults that are found later.
	at     *placer
	digest digest
}

// parse reads what one file says.
func (f ruleFile) parse() parsedFile {
	p := parsedFile{ruleFile: f, digest: sha256.Sum256(f.data)}
	if p.err != nil {
		return p
	}
	text := string(f.data)
	p.at = &placer{file: f.name, text: text}
	switch {
	case f.isList():
		p.says, p.at, p.err = parseList(f.name, text)
	case f.builtIn && f.name == "evidence.yaml":
		p.says, p.err = parseEvidence(f.name, text)
	case f.builtIn && f.name == "advice.yaml":
		p.says, p.err = parseAdvice(f.name, text)
	default:
		p.says, p.at, p.err = parseDetector(f.name, text)
	}
	p.at.plain = nil // places are given by the library, and the rest has been checked
	return p
}

// parseAll parses files, as many at once as there are processors, and gives what they
// say in their order.
func parseAll(files []ruleFile) []parsedFile {
	parsed := make([]parsedFile, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				parsed[i] = files[i].parse()
			}
		})
	}
	workers.Wait()
	return parsed
}
