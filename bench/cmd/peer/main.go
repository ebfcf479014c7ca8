// Peer runs one of the peers that are written in Go, or can be called from it,
// over the messages of a file, with the twelve rules that all peers share. It is a
// program apart from the rest because gitleaks takes a minute to build.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/pecete/pecete/bench/peers"
	"github.com/pecete/pecete/bench/race"
)

func main() {
	runtime.GOMAXPROCS(1)
	name := flag.String("peer", "", "regexp, regexp2, go-re2, go-re2-set or gitleaks")
	corpus := flag.String("corpus", "", "file of messages, one a line")
	lasting := flag.Duration("for", time.Second, "how long to read")
	flag.Parse()
	if err := run(*name, *corpus, *lasting); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(name, corpus string, lasting time.Duration) error {
	rules, err := peers.Rules()
	if err != nil {
		return err
	}
	lines, err := race.ReadLines(corpus)
	if err != nil {
		return err
	}
	hit, err := contestant(name, rules)
	if err != nil {
		return err
	}
	return race.Run(versionOf(name), lines, lasting, hit).Write(os.Stdout)
}

// contestant gives a function that tells whether a peer finds anything in a
// message.
func contestant(name string, rules []peers.Rule) (func(string) bool, error) {
	switch name {
	case "regexp":
		return goRegexp(rules)
	case "regexp2":
		return regexp2OneByOne(rules)
	case "go-re2":
		return goRE2(rules)
	case "go-re2-set":
		return goRE2Set(rules)
	case "gitleaks":
		return gitleaks(rules)
	}
	return nil, fmt.Errorf("there is no peer %q", name)
}
