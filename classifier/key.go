package classifier

import "bytes"

// maxKey is the longest key of a record looked at, in folded characters.
const maxKey = 40

// keyBefore gives the key whose value begins at a position, as records write
// them: "key": "value", key=value or some_key: value. It gives none for words of a
// sentence.
func (v *view) keyBefore(at int) (start, end int, ok bool) {
	i := at
	for i > at-maxLabelGap && (v.at(i-1) == '"' || v.at(i-1) == '\'' || v.at(i-1) == ' ') {
		i--
	}
	mark := v.at(i - 1)
	if mark != ':' && mark != '=' {
		return 0, 0, false
	}
	for i--; i > at-2*maxLabelGap && v.at(i-1) == ' '; i-- {
	}
	quoted := v.at(i-1) == '"' || v.at(i-1) == '\''
	if quoted {
		i--
	}
	start = i
	for start > i-maxKey && (isAlnum(v.at(start-1)) || v.at(start-1) == '_' || v.at(start-1) == '-') {
		start--
	}
	return start, i, start < i && (quoted || mark == '=' || bytes.IndexByte(v.lower[start:i], '_') > 0)
}

// countsTime tells whether the key of a value names a moment or a record's own
// number: "updated", "createdAt", "last_seen", "id". A key that names a person
// or a code of one does not.
func (v *view) countsTime(at int) bool {
	start, end, ok := v.keyBefore(at)
	if !ok {
		return false
	}
	key := v.lower[start:end]
	for _, person := range []string{"cnp", "person", "national", "fiscal", "tax", "citizen"} {
		if bytes.Contains(key, []byte(person)) {
			return false
		}
	}
	const shortest = 3
	if len(key) < shortest && v.at(at-1) != '"' {
		return true // a variable that holds a number: t0=..., x=...
	}
	last := v.lastWord(start, end)
	switch string(v.lower[last:end]) {
	case "id", "at", "on", "time", "date", "ts", "ms", "timestamp", "created", "updated", "modified", "expires", "expiry", "exp", "iat",
		"nbf", "seen", "login", "logout", "activity", "start", "end", "since", "until", "epoch", "sync", "synced", "version", "revision",
		"seq", "sequence", "nonce", "offset", "cursor", "size", "bytes", "count", "duration", "published", "deleted", "received", "sent",
		"started", "finished", "when", "token", "ref":
		return true
	}
	return false
}

// stampsLog tells whether the level of a log's line follows the number that ends
// at a position, which is then the moment of it.
func (v *view) stampsLog(end int) bool {
	if v.at(end) == ']' {
		end++
	}
	for n := 0; n < maxGap && (v.at(end) == ' ' || v.at(end) == '['); n++ {
		end++
	}
	switch string(v.lower[min(end, len(v.lower)):wordEnd(v.lower, end)]) {
	case "info", "warn", "warning", "error", "debug", "trace", "fatal":
		return true
	}
	return false
}

// lastWord gives where the last word of a key begins, behind a low line, a dash
// or a change to capitals.
func (v *view) lastWord(start, end int) int {
	for i := end - 1; i > start; i-- {
		if b := v.at(i - 1); b == '_' || b == '-' || isLetter(v.at(i)) && v.upper(i) && isLetter(b) && !v.upper(i-1) {
			return i
		}
	}
	return start
}
