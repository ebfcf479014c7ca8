package refusal

import (
	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// text is what a refusal says in one language.
type text struct {
	language string
	Title    string `json:"title"`
	Body     string `json:"body"`
	// what tells what was stopped, mistake what to do if that is wrong, and number what the
	// reference is called.
	what, mistake, number string
}

// words gives what is said, in the order of the languages that is preferred.
func words(ruling *inspection.Ruling, asked Asked) [2]text {
	romanian := text{
		language: "ro",
		what:     "Ce ați trimis a fost oprit înainte de a ajunge la destinație. Pecete nu a păstrat nimic din el.",
		mistake:  "Dacă vi se pare o greșeală, spuneți administratorului numărul de mai jos.",
		number:   "Număr de referință",
	}
	english := text{
		language: "en",
		what:     "What you sent was stopped before it got to where it was to go. Pecete has kept nothing of it.",
		mistake:  "If this looks like a mistake, tell your administrator the number below.",
		number:   "Reference number",
	}
	if asked.Answered {
		romanian.what = "Răspunsul a fost oprit înainte de a ajunge la dumneavoastră. Pecete nu a păstrat nimic din el."
		english.what = "The answer was stopped before it got to you. Pecete has kept nothing of it."
	}
	explain(ruling, &romanian, &english)
	if wantsEnglish(asked.AcceptLanguage) {
		return [2]text{english, romanian}
	}
	return [2]text{romanian, english}
}

// explain says why: what was found, or that nobody could look.
func explain(ruling *inspection.Ruling, romanian, english *text) {
	switch found := ruling.Verdict == pecetev1.Verdict_VERDICT_BLOCK || ruling.Romanian.GetTitle() != ""; {
	case !found && ruling.Failed():
		romanian.Title, romanian.Body = "Conținutul nu a putut fi verificat", "Verificarea nu este disponibilă acum. Încercați din nou peste câteva minute."
		english.Title, english.Body = "The content could not be checked", "The check is not available now. Try again in a few minutes."
	case !found && !ruling.Coverage.Whole():
		romanian.Title, romanian.Body = "Conținutul nu a putut fi citit", "O parte din el este criptată, prea mare sau într-un format care nu poate fi verificat, iar regulile nu o lasă să treacă așa."
		english.Title, english.Body = "The content could not be read", "Some of it is encrypted, too large or in a format that cannot be checked, and the rules do not let it pass like that."
	default:
		romanian.Title, romanian.Body = "Conținutul are date protejate", "Scoateți datele sau trimiteți-le pe un canal aprobat pentru ele."
		english.Title, english.Body = "The content holds protected data", "Remove the data, or send them through a channel that is approved for them."
		romanian.quote(ruling.Romanian)
		english.quote(ruling.English)
	}
}

// quote says what the service said instead, if it said anything.
func (t *text) quote(said *pecetev1.Advice) {
	if said.GetTitle() != "" {
		t.Title, t.Body = said.GetTitle(), said.GetBody()
	}
}
