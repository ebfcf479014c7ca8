package icap

import (
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"

	"github.com/pecete/pecete/api/inspection"
)

// advices gives what is said in Romanian and in English to who is stopped: the advice of
// the ruling if that is why, or that nobody could look.
func advices(r *inspection.Ruling, isRequest bool) [2]advice {
	romanian := advice{
		Language: "ro",
		What:     "Răspunsul a fost oprit înainte de a ajunge la dumneavoastră. Pecete nu a păstrat nimic din el.",
		Mistake:  "Dacă vi se pare o greșeală, spuneți administratorului rețelei numărul de mai jos.",
		Number:   "Număr de referință",
	}
	english := advice{
		Language: "en",
		What:     "The answer was stopped before it reached you. Pecete has kept nothing of it.",
		Mistake:  "If this looks like a mistake, tell your network's administrator the number below.",
		Number:   "Reference number",
	}
	if isRequest {
		romanian.What = "Ce ați trimis a fost oprit înainte de a ieși din rețea. Pecete nu a păstrat nimic din el."
		english.What = "What you sent was stopped before it left the network. Pecete has kept nothing of it."
	}
	switch isFound := r.Verdict == pecetev1.Verdict_VERDICT_BLOCK; {
	case !isFound && r.Failed():
		romanian.Title, romanian.Body = "Conținutul nu a putut fi verificat", "Verificarea nu este disponibilă acum. Încercați din nou peste câteva minute."
		english.Title, english.Body = "The content could not be checked", "The check is not available now. Try again in a few minutes."
	case !isFound && len(r.Coverage.Missed) > 0:
		romanian.Title, romanian.Body = "Conținutul nu a putut fi citit", "O parte din el este criptată, prea mare sau într-un format care nu poate fi verificat, iar regulile rețelei nu o lasă să treacă așa."
		english.Title, english.Body = "The content could not be read", "Some of it is encrypted, too large or in a format that cannot be checked, and the rules of the network do not let it pass like that."
	default:
		romanian.Title, romanian.Body = "Conținutul are date protejate", "Scoateți datele sau trimiteți-le pe un canal aprobat pentru ele."
		english.Title, english.Body = "The content holds protected data", "Remove the data, or send them through a channel that is approved for them."
		romanian.replace(r.Romanian)
		english.replace(r.English)
	}
	return [2]advice{romanian, english}
}

// replace says what the service said instead, if it said anything.
func (a *advice) replace(said *pecetev1.Advice) {
	if said.GetTitle() != "" {
		a.Title, a.Body = said.GetTitle(), said.GetBody()
	}
}
