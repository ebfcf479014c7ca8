package milter

import (
	"bytes"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// notice tells a sender that a mail is held. It has nothing of the mail in it but its id.
type notice struct {
	from, to string
	// about is the Message-ID of the mail, "" if it has none.
	about     string
	reference string
	at        time.Time
	// romanian and english are the advice, nil if there is none.
	romanian, english *pecetev1.Advice
}

// The subject of all notices.
const (
	subjectRomanian = "Mesajul dumneavoastră a fost reținut"
	subjectEnglish  = "Your message is being held"
)

// domain gives the domain that the notice comes from.
func (n notice) domain() string { return n.from[strings.LastIndexByte(n.from, '@')+1:] }

// message writes the notice as it is sent, with lines that end in CRLF.
func (n notice) message() []byte {
	var b bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	field("From", "Pecete <"+n.from+">")
	field("To", "<"+n.to+">")
	field("Subject", mime.QEncoding.Encode("utf-8", subjectRomanian)+"\r\n / "+subjectEnglish)
	field("Date", n.at.Format(time.RFC1123Z))
	field("Message-ID", "<"+n.reference+".notice@"+n.domain()+">")
	if n.about != "" {
		field("In-Reply-To", n.about)
		field("References", n.about)
	}
	field("Auto-Submitted", "auto-replied")
	field("X-Auto-Response-Suppress", "All")
	field("MIME-Version", "1.0")
	field("Content-Type", "text/plain; charset=utf-8")
	field("Content-Transfer-Encoding", "quoted-printable")
	field("Content-Language", "ro, en")
	b.WriteString("\r\n")
	body := quotedprintable.NewWriter(&b)
	_, _ = body.Write([]byte(strings.ReplaceAll(n.text(), "\n", "\r\n"))) // a buffer takes all
	_ = body.Close()
	return b.Bytes()
}

// text words the notice.
func (n notice) text() string {
	return fmt.Sprintf(`Bună ziua,

Mesajul pe care l-ați trimis pe %s, nu a fost livrat. Este reținut până când îl verifică un administrator.

%s

Nu trebuie să răspundeți. Dacă aveți întrebări sau mesajul trebuie să ajungă la destinatar, adresați-vă administratorului de e-mail și indicați referința:

    %s

----

Hello,

The message that you sent on %s was not delivered. It is held until an administrator has looked at it.

%s

You need not answer. If you have questions, or the message has to reach its addressee, turn to your mail administrator and give the reference:

    %s
`, n.at.Format("2.01.2006, la ora 15:04 (MST)"), said(n.romanian, "Mesajul nu a putut fi citit în întregime, așa că nu se știe dacă poate fi trimis prin e-mail."), n.reference,
		n.at.Format("2 January 2006 at 15:04 (MST)"), said(n.english, "Not all of the message could be read, so it is not known whether it may go by e-mail."), n.reference)
}

// said gives an advice as it is shown, or what is said without one.
func said(advice *pecetev1.Advice, without string) string {
	if advice.GetTitle() == "" {
		return without
	}
	return advice.Title + "\n\n" + advice.Body
}
