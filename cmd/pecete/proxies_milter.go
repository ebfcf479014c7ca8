package main

import (
	"errors"
	"time"

	"github.com/pecete/pecete/api/milter"
)

// milterFlags are about the door for mail servers.
type milterFlags struct {
	MilterListen        string        `placeholder:"ADDRESS" help:"Also serve the milter protocol, for mail servers such as Postfix, at HOST:PORT, in the clear, or at unix:/PATH."`
	MilterOnBlock       string        `default:"reject" enum:"reject,quarantine" placeholder:"HOW" help:"How a mail with a verdict of BLOCK is stopped: reject, or quarantine, in the hold queue (${default})."`
	MilterOnWarn        string        `default:"reject" enum:"reject,quarantine" placeholder:"HOW" help:"How a mail is stopped that --on-warn or --on-missed block (${default})."`
	MilterSubjectPrefix string        `placeholder:"TEXT" help:"Put this in front of the subject of a mail that passes with a note, such as [ATENȚIE]."`
	MilterInside        []string      `placeholder:"DOMAIN" help:"Mail that goes to these domains alone is not judged; one with a dot in front means what is below it."`
	MilterNoticeSMTP    string        `name:"milter-notice-smtp" placeholder:"HOST:PORT" help:"Tell senders who logged in, or are local, that their mail is held, by a notice handed over here in the clear."`
	MilterNoticeFrom    string        `placeholder:"ADDRESS" help:"The address that notices come from."`
	MilterNoticePerHour int           `default:"6" placeholder:"N" help:"Most notices to a sender in an hour (${default})."`
	MilterTimeout       time.Duration `default:"2m" help:"How long judging one mail may take (${default})."`
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
	return milter.New(inspector, milter.Options{
		OnBlock: onBlock, OnWarn: onWarn, SubjectPrefix: f.Milter.MilterSubjectPrefix, Inside: f.Milter.MilterInside,
		Notice: milter.Notice{
			Submit: f.Milter.MilterNoticeSMTP, From: f.Milter.MilterNoticeFrom, PerHour: f.Milter.MilterNoticePerHour,
		},
		Timeout: f.Milter.MilterTimeout, DrainTimeout: b.drainTimeout, Log: b.log,
	})
}
