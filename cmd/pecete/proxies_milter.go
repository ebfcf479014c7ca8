package main

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/pecete/pecete/api/milter"
)

// milterFlags are about the door for mail servers.
type milterFlags struct {
	MilterListen        string        `placeholder:"ADDRESS" help:"Also serve the milter protocol, for mail servers such as Postfix, at HOST:PORT, in the clear, or at unix:/PATH."`
	MilterOnBlock       string        `needs:"milter-listen" default:"reject" enum:"reject,quarantine" placeholder:"HOW" help:"How a mail with a verdict of BLOCK is stopped: reject, or quarantine, in the hold queue (${default})."`
	MilterOnWarn        string        `needs:"milter-listen" default:"reject" enum:"reject,quarantine" placeholder:"HOW" help:"How a mail is stopped that --on-warn or --on-missed block (${default})."`
	MilterSubjectPrefix string        `needs:"milter-listen" placeholder:"TEXT" help:"Put this in front of the subject of a mail that passes with a note, such as [ATENȚIE]."`
	MilterInside        []string      `needs:"milter-listen" placeholder:"DOMAIN" help:"Mail that goes to these domains alone is not judged; one with a dot in front means what is below it."`
	MilterNoticeSMTP    string        `needs:"milter-listen" name:"milter-notice-smtp" placeholder:"HOST:PORT" help:"Tell senders who logged in, or are local, that their mail is held, by a notice handed over here in the clear."`
	MilterNoticeFrom    string        `needs:"milter-notice-smtp" placeholder:"ADDRESS" help:"The address that notices come from."`
	MilterNoticeNetwork []string      `needs:"milter-notice-smtp" placeholder:"CIDR" help:"Network whose machines are trusted to name their sender, who then gets notices; this machine's own by default."`
	MilterNoticePerHour int           `needs:"milter-notice-smtp" default:"6" placeholder:"N" help:"Most notices to a sender in an hour (${default})."`
	MilterTimeout       time.Duration `needs:"milter-listen" default:"2m" help:"How long judging one mail may take (${default})."`
}

// milter gives the door for mail servers.
func (f proxyFlags) milter(b behind) (server, error) {
	inspector, err := f.Inspection.inspector(b, true)
	if err != nil {
		return nil, err
	}
	onBlock, blockErr := milter.ParseStop(f.Milter.MilterOnBlock)
	onWarn, warnErr := milter.ParseStop(f.Milter.MilterOnWarn)
	if err := errors.Join(blockErr, warnErr); err != nil {
		return nil, err
	}
	networks, err := f.Milter.networks()
	if err != nil {
		return nil, err
	}
	return milter.New(inspector, milter.Options{
		OnBlock: onBlock, OnWarn: onWarn, SubjectPrefix: f.Milter.MilterSubjectPrefix, Inside: f.Milter.MilterInside,
		Notice: milter.Notice{
			Submit: f.Milter.MilterNoticeSMTP, From: f.Milter.MilterNoticeFrom, PerHour: f.Milter.MilterNoticePerHour,
			Networks: networks,
		},
		Timeout: f.Milter.MilterTimeout, DrainTimeout: b.drainTimeout, Log: b.log,
	})
}

// networks gives those that are trusted to name senders; nil if none are named.
func (f milterFlags) networks() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, name := range f.MilterNoticeNetwork {
		network, err := netip.ParsePrefix(name)
		if err != nil {
			return nil, fmt.Errorf("--milter-notice-network: %q is no network such as 10.0.0.0/8", name)
		}
		all = append(all, network)
	}
	return all, nil
}
