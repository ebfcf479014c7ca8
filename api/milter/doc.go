// Package milter is the door for mail: a filter that Postfix and Sendmail ask about each
// mail, over the milter protocol, before they take it. It translates: a mail becomes a
// subject and a body for an Inspector, while it still comes; a Ruling becomes a reply, a
// note in the header, or a place in the hold queue and a notice to the sender. What is
// done is the Ruling's matter. Nothing of a mail but its headers' names, the first words
// of a few headers and the envelope is kept until its end, and nothing of it is logged.
package milter
