// Package admission decides when a request gets to the engine. As many are at work at a
// time as the processors can do, a bounded number waits, and the rest are told at once
// when to come again: a service that takes everything answers nobody in time.
//
// Requests stand in line by size, each class of size in a line of its own with places
// of its own at work, so that none has to wait for the long work of a larger one.
//
// A line may fill up for a moment, when many come at once. If somebody has been standing
// in it without a pause for longer than that, more come than can be done, and to let
// them wait makes everybody late for nothing: the line is then kept as short as keeps
// the processors busy, and those who have stood longest beyond that are turned away,
// until it has been empty for as long again. (K. Nichols and V. Jacobson, "Controlling
// Queue Delay", 2012, have the idea that a queue that stands is a bad one.)
package admission
