package classifier

import (
	"strings"
	"testing"
)

func TestKeysThatCountTime(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       bool
	}{
		{"a key of JSON", `{"updated": 1}`, true},
		{"the value quoted", `{"expires":"1"}`, true},
		{"words with a low line", `{"last_seen" : 1}`, true},
		{"words in capitals", `{"createdAt":1}`, true},
		{"a parameter", `?ts=1`, true},
		{"the record's own number", `{"id":1}`, true},
		{"a key without quotes", `start_time: 1`, true},
		{"a variable", `t=1`, true},
		{"a short key of a text", `{"a":"1"}`, false},
		{"the number of a person", `{"personal_id":1}`, false},
		{"a key that says nothing", `{"value":1}`, false},
		{"a word that only ends like one", `{"format":1}`, false},
		{"a sentence", "trimit la timp: date: 1", false},
		{"no key", "updated 1", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := &view{}
			v.read(test.text)
			if got := v.countsTime(strings.IndexByte(test.text, '1')); got != test.want {
				t.Errorf("%q: got %v", test.text, got)
			}
		})
	}
}
