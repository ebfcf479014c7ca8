package main

import (
	"errors"
	"time"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/api/telemetry"
)

// inspectionFlags say how bodies that proxies and mail servers ask about are judged.
type inspectionFlags struct {
	OnWarn    string `needs:"icap-listen,extproc-listen,milter-listen" default:"tag" enum:"pass,tag,block" placeholder:"ACTION" help:"What a verdict of WARN means for a request or mail: pass, tag or block (${default}). BLOCK always blocks."`
	OnMissed  string `needs:"icap-listen,extproc-listen,milter-listen" default:"tag" enum:"pass,tag,block" placeholder:"ACTION" help:"What it means that part of one cannot be read as text, such as a picture or an encrypted document: pass, tag or block (${default})."`
	OnFailure string `needs:"icap-listen,extproc-listen,milter-listen" default:"pass" enum:"pass,tag,block" placeholder:"ACTION" help:"What it means that nobody can be asked, or not in time: pass and tag let it through (fail-open), block does not (fail-closed) (${default})."`

	InspectChannel       string        `needs:"icap-listen,extproc-listen,milter-listen" default:"web-form" enum:"unspecified,messenger-direct,messenger-group,email,web-form,accredited" placeholder:"KIND" help:"The channel that requests of proxies are judged for (${default}); mails are always judged as email, unless the channel is accredited."`
	InspectAccredited    string        `needs:"icap-listen,extproc-listen,milter-listen" default:"unspecified" enum:"unspecified,unclassified,restricted,confidential,secret,top-secret" placeholder:"LEVEL" help:"Highest level that an accredited channel may carry; none by default."`
	InspectDetectors     []string      `needs:"icap-listen,extproc-listen,milter-listen" placeholder:"ID" help:"Ask only these detectors, such as ro.cnp,iban or ro.*; all of them by default."`
	InspectMinConfidence float64       `needs:"icap-listen,extproc-listen,milter-listen" default:"0" placeholder:"N" help:"Leave out findings that are less sure than this, 0 to 1."`
	InspectTimeout       time.Duration `needs:"icap-listen,extproc-listen,milter-listen" default:"10s" help:"How long one question about a piece of text may take (${default})."`
	InspectDocument      byteSize      `needs:"icap-listen,extproc-listen,milter-listen" default:"8MiB" placeholder:"SIZE" help:"Largest document, such as DOCX or PDF, that is held in memory to be read (${default}); larger ones are missed."`
	InspectExpanded      byteSize      `needs:"icap-listen,extproc-listen,milter-listen" default:"1GiB" placeholder:"SIZE" help:"Most that a compressed body may unpack to (${default}); beyond it is a bomb, and missed."`
}

// inspector gives what judges bodies for a door. Mail says whether they are mails.
func (f inspectionFlags) inspector(b behind, mail bool) (*inspection.Inspector, error) {
	policy, err := f.policy()
	if err != nil {
		return nil, err
	}
	if f.InspectAccredited != "unspecified" && f.InspectChannel != "accredited" {
		return nil, errors.New("--inspect-accredited does nothing unless --inspect-channel is accredited")
	}
	question := questionFlags{
		Detectors: f.InspectDetectors, MinConfidence: f.InspectMinConfidence, Channel: f.InspectChannel, AccreditedLevel: f.InspectAccredited,
	}
	if mail && question.Channel != "accredited" {
		question.Channel = "email"
	}
	limits := content.DefaultLimits()
	limits.Document, limits.Expanded = int64(f.InspectDocument), int64(f.InspectExpanded)
	return inspection.New(b.service, inspection.Options{
		Policy: policy, Question: question.options(), Content: limits, Timeout: f.InspectTimeout, Log: b.log,
		Observe: func(seen inspection.Outcome) { b.observed.metrics.Inspected(inspectionSeen(seen)) },
	})
}

// policy gives what the flags say.
func (f inspectionFlags) policy() (policy inspection.Policy, err error) {
	var errs [3]error
	policy.Warn, errs[0] = inspection.ParseAction(f.OnWarn)
	policy.Missed, errs[1] = inspection.ParseAction(f.OnMissed)
	policy.Failure, errs[2] = inspection.ParseAction(f.OnFailure)
	return policy, errors.Join(errs[:]...)
}

// inspectionSeen gives an outcome in the terms of metrics.
func inspectionSeen(seen inspection.Outcome) telemetry.Inspection {
	return telemetry.Inspection{
		Door: seen.Door, Direction: seen.Direction, Action: seen.Action.String(), Verdict: inspection.VerdictName(seen.Verdict),
		Missed: seen.Coverage.Names(), Failed: seen.Failed, Bytes: seen.Bytes, Took: seen.Took, Asked: seen.Asked,
	}
}
