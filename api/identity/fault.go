package identity

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/pecete/pecete/patterns/yamlshape"
)

// Faults of a file of callers go to the log, and whoever writes such a file has keys at
// hand. They name the place, and quote nothing but what cannot be a secret.

// yamlFault says what is wrong with the YAML of a file of callers, and where.
func yamlFault(err error) error {
	var at yaml.Error
	if !errors.As(err, &at) { // which may quote anything
		return errors.New("no YAML that can be read here")
	}
	if token := at.GetToken(); token != nil {
		return fmt.Errorf("%d:%d: %s", token.Position.Line, token.Position.Column, yamlReason(at))
	}
	return errors.New(yamlReason(at))
}

// yamlReason says in terms of the file what the YAML library says in terms of Go.
func yamlReason(err yaml.Error) string {
	switch err := err.(type) {
	case *yaml.UnknownFieldError:
		name, _ := strings.CutPrefix(err.Message, "unknown field ")
		return "unknown field " + told(strings.Trim(name, `"`))
	case *yaml.TypeError:
		return "wrong type of value: " + wanted(err.DstType) + " is wanted"
	case *yaml.OverflowError:
		return "number that is too large"
	case *yaml.UnexpectedNodeTypeError:
		return err.GetMessage()
	}
	return withoutQuotes(err.GetMessage())
}

// wanted names what a field of a Go type is written as.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "a mapping"
	}
	return "a number"
}

// withoutQuotes gives a message of the YAML library that quotes nothing longer than a
// character, and another in place of one that does.
func withoutQuotes(message string) string {
	switch {
	case strings.HasPrefix(message, "mapping key"), strings.HasPrefix(message, "duplicate key"):
		return "field that is given twice"
	case strings.HasPrefix(message, "could not find alias"):
		return "alias (*) of nothing"
	}
	oneCharacter := regexp.MustCompile(`'\\?.'|"\\?."`)
	if strings.ContainsAny(oneCharacter.ReplaceAllString(message, ""), "'\"`") {
		return "no YAML that can be read here"
	}
	return message
}

// maxTold is the longest word that a fault quotes: those of the file are shorter.
const maxTold = 32

// told quotes a word where one of a few was meant, if it looks like a mistyped one of
// them: none has digits or capitals, as nearly every key and hash has.
func told(word string) string {
	isOdd := func(r rune) bool { return (r < 'a' || r > 'z') && r != '_' && r != '-' }
	if word == "" || len(word) > maxTold || looksLikeKey(word) || strings.ContainsFunc(word, isOdd) {
		return "(not shown, as it may be a key)"
	}
	return fmt.Sprintf("%q", word)
}

// minSecret is how many letters and digits make what begins as a key or hash one, or most
// of one, rather than a name such as "pecete_proxy".
const minSecret = 20

// holdsSecret tells whether a text has a key or the hash of one in it.
func holdsSecret(text string) bool {
	for _, prefix := range []string{keyPrefix, hashPrefix} {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, prefix)
			if !found {
				break
			}
			if len(after)-len(strings.TrimLeftFunc(after, isAlnum)) >= minSecret {
				return true
			}
			rest = after
		}
	}
	return false
}

// checkSecrets fails if a key or a hash stands where everybody reads it.
func (e CallerEntry) checkSecrets() error {
	for _, field := range []struct {
		name   string
		values []string
	}{{"id", []string{e.ID}}, {"name", []string{e.Name}}, {"certificates", e.Certificates}, {"subjects", e.Subjects}} {
		for _, value := range field.values {
			if holdsSecret(value) {
				return fmt.Errorf("%s: holds a key or its hash, which does not belong there; if it is a key, replace it (pecete keys new)", field.name)
			}
		}
	}
	return nil
}

// shownFault makes a fault one that terminals show and do not obey, and that has an end.
func shownFault(err error) error { return errors.New(yamlshape.ShownReason(err.Error())) }
