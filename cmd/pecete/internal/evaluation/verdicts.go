package evaluation

// Verdicts is the confusion of verdicts, of the messages whose line carries one.
type Verdicts struct {
	Messages int `json:"messages"`
	// Right is the share of messages with the verdict they should have.
	Right Rate `json:"right"`
	// Confusion has a row for each verdict that should be given, mildest first.
	Confusion []VerdictRow `json:"confusion"`
}

// VerdictRow is what was answered about the messages that should have a verdict.
type VerdictRow struct {
	Expected string `json:"expected"`
	Messages int    `json:"messages"`
	// Right is the share of them that was answered as expected.
	Right Rate `json:"right"`
	// Answered has a cell for each verdict, mildest first.
	Answered []VerdictCell `json:"answered"`
}

// VerdictCell is how often a verdict was answered.
type VerdictCell struct {
	Verdict  string `json:"verdict"`
	Messages int    `json:"messages"`
	// Share is of the messages of the row.
	Share Rate `json:"share"`
}

// verdictNames gives the verdicts, mildest first.
func verdictNames() []string { return []string{"allow", "warn", "block"} }

// confusion counts pairs of verdicts.
type confusion map[verdictPair]int

type verdictPair struct{ expected, answered string }

// add counts an answer, unless the line of its message carries no verdict.
func (c confusion) add(a Answer) {
	if a.Verdict != "" {
		c[verdictPair{a.Verdict, a.Answered}]++
	}
}

func (c confusion) verdicts() Verdicts {
	var v Verdicts
	right := 0
	for _, expected := range verdictNames() {
		row := VerdictRow{Expected: expected}
		for _, answered := range verdictNames() {
			row.Messages += c[verdictPair{expected, answered}]
		}
		for _, answered := range verdictNames() {
			n := c[verdictPair{expected, answered}]
			row.Answered = append(row.Answered, VerdictCell{answered, n, ratio(n, row.Messages)})
		}
		agreed := c[verdictPair{expected, expected}]
		row.Right = ratio(agreed, row.Messages)
		v.Confusion = append(v.Confusion, row)
		v.Messages += row.Messages
		right += agreed
	}
	v.Right = ratio(right, v.Messages)
	return v
}
