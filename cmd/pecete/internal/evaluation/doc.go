// Package evaluation measures how well findings agree with labels: precision and
// recall by detector, the confusion of verdicts, how far confidence can be
// trusted, and the worst mistakes. It also keeps such figures as a record and
// tells which have fallen since.
//
// It stands behind package labelled, which reads the labels, and before package
// report, which shows the figures. It is pure: a Tally takes answers in any
// order, and the same answers give the same Report.
package evaluation
