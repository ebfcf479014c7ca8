package corpus

// clauses are what people write to one another; a blank, {who}, {day}, {hour},
// {where} or {n}, is filled from the lists below, at most one a clause. They hold words that rules look for (mail,
// contract, nr) and small numbers, as often as chat does.
func clauses() []string {
	return []string{
		"ai ajuns acasă", "mâine mergem la film cu {who}", "mă suni când termini", "am trimis mailul la contabilitate",
		"ne vedem {day} la {hour}", "să-mi zici până diseară dacă vii", "am luat {n} bilete și pentru tine", "nu mai plouă pe aici",
		"am vorbit cu {who} și a zis că e ok", "contractul e gata, mai trebuie doar semnat", "îți aduc cartea {day}",
		"cât a costat până la urmă", "a fost {n} lei, mi se pare cam mult", "vezi că am lăsat cheia la vecină", "ce mai faci",
		"eu sunt bine, doar puțin obosit", "copiii sunt la bunici până {day}", "hai să mâncăm ceva {where}", "am ajuns {where} și e plin",
		"trenul are întârziere {n} minute", "nu găsesc loc de parcare", "pe la {hour} sunt liber", "mi-a plăcut mult serialul",
		"ai văzut meciul aseară", "două la unu, nu-mi vine să cred", "trebuie să cumpăr pâine, lapte și {n} ouă", "poți să iei tu copilul de la grădiniță",
		"ședința s-a mutat {day}", "prezentarea are {n} pagini, e cam lungă", "îmi dai și mie rețeta aceea", "{who} zice că vine mai târziu",
		"am uitat umbrela la birou", "să nu uiți de ziua lui {who}", "ce cadou îi luăm", "mă gândeam la un tricou sau ceva", "poate facem o surpriză",
		"am terminat raportul, îl trimit imediat", "mulțumesc frumos", "cu drag", "nu-i nicio problemă", "sigur, cum vrei tu", "stai liniștită, rezolv eu",
		"la noi ninge de {day}", "drumul spre munte e liber", "plecăm {day} dimineață", "luăm prânzul pe drum", "cabana are loc pentru {n} persoane",
		"am găsit un apartament frumos, dar e scump", "chiria e mai mică decât credeam", "agentul nu răspunde la telefon", "i-am lăsat mesaj",
		"aștept să mă sune înapoi", "laptopul merge greu de când l-am actualizat", "încearcă să-l repornești", "am dat {n} lei pe un cablu nou",
		"internetul a căzut iar", "la {hour} avem repetiție", "iau eu chitara", "ai exersat piesa", "mai am de învățat refrenul",
		"examenul a fost greu, dar cred că trec", "profesorul a întârziat jumătate de oră", "biblioteca e deschisă până la {hour}",
		"hai la o cafea {where}", "mie mi-e somn, mă culc", "noapte bună", "bună dimineața", "spor la treabă", "pe curând",
		"comanda ajunge {day}", "curierul a sunat deja", "am plătit la livrare", "factura o primesc luna viitoare", "abonamentul expiră peste {n} zile",
		"medicul mi-a zis să mă odihnesc", "am luat și niște vitamine", "mă doare puțin gâtul", "fă-ți un ceai cald", "pisica iar a dărâmat ghiveciul",
		"câinele vrea afară", "am alergat {n} kilometri azi", "sala e închisă {day}", "avem antrenament la {hour}", "echipa noastră e pe locul {n}",
		"documentele sunt pe masă", "le semnează {who} când vine", "n-am mai primit nimic de la ei", "mai întreb o dată", "te țin la curent",
		"ideea ta e foarte bună", "propun să începem de {day}", "bugetul e mai mic anul acesta", "vedem ce se poate face", "sper să iasă bine",
	}
}

func who() []string {
	return []string{"Ana", "Mihai", "Ioana", "mama", "tata", "Andrei", "Elena", "bunica", "Radu", "Cristina", "colega ta", "șeful", "Vlad", "sora mea", "Maria"}
}

func days() []string {
	return []string{"luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică", "mâine", "poimâine", "weekendul acesta"}
}

func places() []string {
	return []string{"la mall", "în centru", "la restaurantul nou", "la gară", "în parc", "pe plajă", "la munte", "la voi"}
}

// joints stand between clauses.
func joints() []string {
	return []string{", ", ", ", ". ", ". ", "? ", "! ", " :) ", "... ", " și ", ", dar "}
}
