package classifier

import (
	"fmt"
	"strings"
)

// addressWord is what a word means to the grammar of addresses.
type addressWord uint8

const (
	noAddressWord addressWord = iota
	// streetWord is a kind of street, such as "strada" or "b-dul".
	streetWord
	// proseStreetWord is a kind of street that is an ordinary word as well, such
	// as "calea" or "drumul".
	proseStreetWord
	// shortStreetWord is an abbreviation of one that mostly stands for something
	// else, such as "al." (article) or "dr." (doctor).
	shortStreetWord
	// entranceWord is "int.", an entrance street or an intercom.
	entranceWord
	districtWord
	// microWord is a district with a number: "Micro 17".
	microWord
	numberWord
	// unnumberedWord says that the house has no number: "f.n.".
	unnumberedWord
	buildingWord
	stairWord
	floorWord
	// groundWord is a floor by name: "parter".
	groundWord
	apartmentWord
	intercomWord
	// sectionWord is another piece of a building or plot: "corp", "lot".
	sectionWord
	// roadWord is a road between places, with its number: "DN1".
	roadWord
	sectorWord
	// sectorLetter is "s" as in "S3".
	sectorLetter
	countyWord
	townWord
	communeWord
	villageWord
	postalWord
	countryWord
	// utcaWord is a Hungarian or English kind of street, which follows the name.
	utcaWord
	// townName is the name of a town; seatName is that of a town and a county.
	townName
	seatName
	countyName
	// homePhrase leads in a home address without a kind of street: "stau pe".
	homePhrase
	// addressLabel leads in an address: "adresa".
	addressLabel
	// guidePhrase tells a driver or a friend where to go: "in waze", "tot pe".
	guidePhrase
)

// addressVocabulary gives the words of the grammar, each list with its one
// meaning. Spellings without diacritics, in capitals and with other gaps
// ("b.dul") follow from folding; those without the last l ("blocu") and with the
// commonest slips of the fingers ("apartamnet") are listed.
func addressVocabulary() []struct {
	meaning addressWord
	words   string
} {
	return []struct {
		meaning addressWord
		words   string
	}{
		{streetWord, "str, strada, starda, strda, stada, srada, strd, stradela, bd, b-dul, bdul, bd-ul, bvd, bvdul, bvd-ul, blvd, blv, bld, bul, bulevard, bulevardul, " +
			"sos, soseaua, sosea, aleea, splaiul, fundatura, fundacul, prelungirea, ulita, trecatoarea, " +
			"starada, srtada, straada, strdaa, strrada, stradda, bulevardu, bulevadul, bulevarul, bulvardul, bulevadrul, bulevrdul, soseua, sosaua, soseau"},
		{proseStreetWord, "calea, piata, p-ta, pta, piateta, drumul, intrarea, pasajul, alee, splai, prelungire, " +
			"fundac, ulicioara, scuarul, esplanada, colonia, vadul, sirul, magistrala, pasaj"},
		{shortStreetWord, "al, dr, cal, spl, fdt, fnd, prel, psj, intr, cale, drum, intrare, piat, parcul, rampa, suisul, poteca, " +
			"platoul, varianta, hotarul, podul, curtea"},
		{entranceWord, "int"},
		{districtWord, "cartier, cartierul, cart, zona, complex, complexul, ansamblul, rezidential, cartieru, catierul, cartierl"},
		{microWord, "micro, microraionul, microraion"},
		{numberWord, "nr, nr-ul, num, numar, numarul, no, number, km, numaru, numarull, numarl, numraul, nuamrul, numrul, numaurl"},
		{unnumberedWord, "fn, f.n, fara numar, nr fn, nr f.n, nr fara numar"},
		{buildingWord, "bl, bloc, blocul, blocului, block, building, bldg, blocu, bloccul, blocull, blcoul, bolcul, blocl"},
		{stairWord, "sc, scara, scr, entrance, staircase, scarra"},
		{floorWord, "et, etj, etaj, etajul, floor, etaju, etajull, etjaul, etajl"},
		{groundWord, "parter, parterul, demisol, mezanin, mansarda"},
		{apartmentWord, "ap, apt, apart, apartament, apartamentul, apartamentului, apartment, flat, " +
			"apartamentu, apartamnet, apartmanet, apartmaent, aprtament, apatament, apartamet, aparament, apartamnt, apartement, apartamnetul, apartametul, aprtamentul, apatamentul, apartmentul"},
		{intercomWord, "interfon, interfonul, cod interfon, interf"},
		{sectionWord, "corp, corpul, tronson, tronsonul, lot, lotul, parcela, camera, cam, vila, casa, modul, usa, camin, tr, trons"},
		{roadWord, "dn, dj, dc, drumul national, drumul judetean, drumul comunal, drum national, drum judetean"},
		{sectorWord, "sector, sectorul, sect, sec, sectoru, sectrul, sectoul"},
		{sectorLetter, "s"},
		{countyWord, "jud, judet, judetul, county, judetu, judetl, judtul, judeul, jduetul, judteul, judetull"},
		{townWord, "mun, municipiu, municipiul, oras, orasul, " +
			"orasu, munincipiul, munincipiu, muncipiul, muncipiu, municipul, minicipiul, municpiul"},
		{communeWord, "com, comuna, comnua, comuan, coumna, communa"},
		{villageWord, "sat, satul, satului, loc, localitate, localitatea, catun, catunul, satu, localiatea, localitatae, loclitatea"},
		{postalWord, "cod postal, cod, codul postal, cp, c.p, postal code, zip, zip code, postcode, ro"},
		{countryWord, "romania, rumania"},
		{utcaWord, "utca, street, avenue, boulevard, st, ave"},
		{homePhrase, "stau pe, stam pe, sta pe, locuiesc pe, locuim pe, locuieste pe, m-am mutat pe, ne-am mutat pe, " +
			"domiciliat pe, domiciliata pe, chirie pe, ma mut pe, ne mutam pe, acasa pe, apartament pe, casa pe, live on, " +
			"stai pe, locuiesti pe, suntem pe, vino pe, veniti pe, trimite pe, trimiteti pe, livrati pe, coletul pe, colet pe"},
		{addressLabel, "adresa, adresa mea, adresa e, adresa este, adresa mea e, adresa mea este, adresa mea de acasa, adresa mea de acasa e, adresa mea de acasa este, adresa de acasa, adresa de acasa e, adresa mea actuala, adresa noastra, adresa noastra e, adresa noastra este, adresa mea noua, adresa noua, adresa noua e, adresa de livrare, domiciliu, domiciliul, " +
			"adresa de domiciliu, livrare la, livrare pe, domiciliat in, domiciliata in, locuiesc in, address, my address is"},
		{guidePhrase, "gps, waze, maps, gps pune, gps pune pe, gps baga, gps la, gps pe, waze pune, waze pe, waze la, maps pe, maps la, tot pe, taxi pe, uber pe, bolt pe"},
	}
}

// addressWords finds the words of the grammar, and the names of places, in a
// view.
type addressWords struct {
	terms *termSet
	// meanings is indexed by the number of a term.
	meanings []addressWord
}

// add gives words one meaning; a word that has a meaning keeps it.
func (w *addressWords) add(meaning addressWord, words ...string) error {
	for _, word := range words {
		id, err := w.terms.add(word)
		if err != nil {
			return fmt.Errorf("address word: %w", err)
		}
		if id == len(w.meanings) {
			w.meanings = append(w.meanings, meaning)
		}
	}
	return nil
}

// newAddressWords builds the words from the grammar's own vocabulary and the
// names of towns and counties.
func newAddressWords(towns, counties []string) (addressWords, error) {
	w := addressWords{terms: newTermSet()}
	for _, list := range addressVocabulary() {
		if err := w.add(list.meaning, splitList(list.words)...); err != nil {
			return w, err
		}
	}
	isTown := make(map[string]bool, len(towns))
	for _, town := range towns {
		isTown[town] = true
	}
	for _, county := range counties {
		meaning := countyName
		if isTown[county] {
			meaning = seatName
		}
		if err := w.add(meaning, spellings(county)...); err != nil {
			return w, err
		}
	}
	for _, town := range towns {
		if err := w.add(townName, spellings(town)...); err != nil {
			return w, err
		}
	}
	return w, nil
}

// splitList gives the words of a list written with commas.
func splitList(words string) []string { return strings.Split(words, ", ") }

// spellings gives a name as it is written today and as it was written before
// 1993, with î for â (Academy decision of 17 February 1993).
func spellings(name string) []string {
	if old := strings.ReplaceAll(name, "â", "î"); old != name {
		return []string{name, old}
	}
	return []string{name}
}

// lookUp is at for a position in the text.
func (w *addressWords) lookUp(v *view, at int) (addressWord, int) {
	hit, ok := w.terms.longestAt(v.lower, at)
	if !ok {
		return noAddressWord, at
	}
	return w.meanings[hit.term], hit.end
}

// unit gives what at gives and knows the word of a block or stairwell too where
// its code is glued to it: "blC2", "scA".
func (w *addressWords) unit(v *view, at int) (addressWord, int) {
	word, end := w.at(v, at)
	n := end - at
	if word == noAddressWord {
		n = lettersAt(v, at, 4)
	} else if word != streetWord || !isDigit(v.at(end)) { // "blD13" is no "bld."
		return word, end
	}
	if n < 3 || n > 4 {
		return word, end
	}
	switch coded := isDigit(v.at(at + n)); {
	case v.follows(at, "bl") && (coded || n == 3 && v.upper(at+2) && !v.upper(at+1)):
		return buildingWord, at + 2
	case v.follows(at, "sc") && n == 3 && (coded || v.lower[at+2] <= 'h'):
		return stairWord, at + 2
	}
	return word, end
}

// isStreet tells whether a word is a kind of street of any sort.
func (w addressWord) isStreet() bool {
	return w == streetWord || w == proseStreetWord || w == shortStreetWord || w == entranceWord
}
