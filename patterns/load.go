package patterns

import "strings"

// ParseDetector reads one detector from the YAML in data; file is its name for
// errors. The error is a *FileError. Lists ("@name") and the finder's name are
// checked later, by whoever puts a ruleset together.
func ParseDetector(file string, data []byte) (*Detector, error) {
	d, _, err := parseDetector(file, string(data))
	return d, err
}

// parseDetector also gives the means to place faults that are found later.
func parseDetector(file, text string) (*Detector, *placer, error) {
	d := &Detector{}
	at, err := decode(file, text, d)
	if err != nil {
		return nil, at, err
	}
	d.File, d.source = file, text
	for _, check := range []func(*Detector, *placer) error{
		checkIdentity, checkAnchors, checkVerification, checkConfidence, checkCalibration,
		checkContext, checkRequire, checkMarkings, checkLists, checkExamples, checkExplanation,
	} {
		if err := check(d, at); err != nil {
			return nil, at, err
		}
	}
	return d, at, nil
}

// parseList reads a file of lists/: a YAML sequence of words.
func parseList(file, text string) ([]string, *placer, error) {
	var list []string
	at, err := decode(file, text, &list)
	if err != nil {
		return nil, at, err
	}
	if len(list) == 0 {
		return nil, at, at.errorf("$", "list is empty")
	}
	for i, word := range list {
		if strings.HasPrefix(word, "@") {
			return nil, at, at.errorf(element("$", i), "a list cannot name another list, %q", word)
		}
	}
	return list, at, checkWords(list, "$", at)
}

// parseEvidence reads evidence.yaml: code names to texts, every code present.
func parseEvidence(file, text string) (map[Code]Text, error) {
	var texts map[string]Text
	at, err := decode(file, text, &texts)
	if err != nil {
		return nil, err
	}
	described := make(map[Code]Text, len(texts))
	for name, text := range texts {
		var code Code
		if err := code.UnmarshalText([]byte(name)); err != nil {
			return nil, at.errorf("$."+name, "%v", err)
		}
		if !text.complete() {
			return nil, at.errorf("$."+name, "evidence %s needs both ro and en", name)
		}
		described[code] = text
	}
	for _, code := range Codes() {
		if _, ok := described[code]; !ok {
			return nil, at.errorf("$", "evidence %v has no description", code)
		}
	}
	return described, nil
}
