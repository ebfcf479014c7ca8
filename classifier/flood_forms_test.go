package classifier

// labelledFloods are numbers whose label or form says what they are.
func labelledFloods() []flood {
	return []flood{
		{kind: "orders", most: 1, forms: []string{
			"comanda <13>", "Comanda nr. <13> a fost livrată", "comanda #<10>", "nr comanda: <13>", "numar comanda <14>", "order <13> shipped",
			"Order no. <16>", "order id: <13>", "Comenzile <13> și <13> au fost anulate", "cmd <13>", "po number <10>", "retur <13>",
			"cod retur <13>", "am comandat, id <13>", "id comanda <13>", "Nr. Comandă\n<13>", "comanda mea e <13> cand vine?", "order_number=<13>",
			`{"order_id": <13>}`, `{"orderNumber":"<13>"}`, "ref comanda <13>", "rezervarea <13>", "booking <10>", "rezervare nr <13>",
			"bilet nr. <13>", "e-ticket <13>", "e-bilet <13>", "abonament nr <13>", "cod bilet <13>", "cod rezervare <13>",
		}},
		{kind: "couriers", most: 1, forms: []string{
			"AWB <13>", "awb: <13>", "AWB nr. <12>", "nr awb <13> fan courier", "FAN Courier <13>", "awb cargus <10>", "sameday <A4><10>",
			"colet <13>", "coletul cu nr <13> e in depozit", "DPD <14>", "GLS <11>", "tracking <13>", "tracking number: <13>", "cod de urmărire <13>",
			"urmarire colet <13>", "expediția <13>", "scrisoare de trăsură <13>", "Posta Romana <A2><9>RO", "RR<9>RO", "1Z<A3><13>", "DHL <10>",
			"cod ridicare <6>", "easybox <A3><6>", "https://www.fancourier.ro/awb-tracking/?awb=<13>", "AWB-ul este <13>, il ai pe mail",
			"curierul are coletul <13>, suma <2>,<2> lei", "livrare <13>", "shipment <13>", "parcel <14>", "package id <13>",
		}},
		{kind: "bar codes", most: 1, forms: []string{
			"EAN <ean>", "ean: <13>", "cod de bare <ean>", "cod bare <13>", "barcode <13>", "ISBN <isbn>", "GTIN <13>", "UPC <12>",
			"cod EAN13 <13>", "lapte, cod <ean>, 12 buc", "<ean> lapte 1L 7,99", "EAN\n<ean>\n<ean>\n<ean>", "produs;ean;pret\nlapte;<13>;7\npaine;<13>;3",
			`{"ean":"<13>"}`, `{"barcode": <13>}`, "gtin=<13>", "cod produs <13>", "cod articol <13>", "SKU <13>", "PLU <5>", "articol <13>",
			"codul produsului este <13>", "codul de bare e <13> si nu il citeste scanerul", "product code <13>", "item <13>", "model <13>",
		}},
		{kind: "timestamps", most: 1, forms: []string{
			"ts=<ms>", "timestamp: <ms>", `{"ts":<ms>}`, `{"createdAt":<ms>,"updatedAt":<ms>}`, "created_at: <ms>", "start_time: <ms>, end_time: <ms>",
			"[<ms>] INFO started", "<ms> INFO started", "epoch <s>", "epoch ms <ms>", "unix time <s>", "<iso>T<time>:12.<3>Z", "<iso> <time>:02,<3> ERROR x=<ms>",
			"expira la <ms>", "expires=<ms>&sig=<x16>", "Date.now() = <ms>", "new Date(<ms>)", "time <ms> ms", "t0=<ms> t1=<ms>", "iat: <s> exp: <s>",
			"file_<ms>.log", "IMG_<ms>.jpg", "backup-<ms>", "ora serverului: <ms>", "timestamp_us <s><6>", "log <ms>: ok", "deadline <ms>",
		}},
		{kind: "invoices", most: 1, forms: []string{
			"factura <13>", "Factura seria <A3> nr. <8> din <date>", "factura nr <10>", "factură fiscală <A2> <7>", "chitanța <A3> <7>", "proforma <13>",
			"bon fiscal <13>", "invoice <A3>-<8>", "contract nr. <9> din <date>", "nr contract <13>", "polița <A3> nr. <10>", "poliță RCA nr. <12>",
			"cod client <13>", "cod abonat <10>", "cod de plată <13>", "cod încasare <12>", "loc consum <10>", "POD <A2><3>E<9>", "index <6>, contor <8>",
			"contor seria <13>", "apometru <13>", "dosar nr. <4>/<3>/20<10-25>", "decizia nr. <3>/20<10-25>", "nr. înregistrare <6>/<date>", "cod SMIS <6>",
			"cod IBAN lipsă, factura <13>", "NIR <7>", "aviz <13>", "deviz <13>", "gestiune <13>", "cont contract <12>", "cod partener <13>",
		}},
		{kind: "bank references", most: 1, forms: []string{
			"ID tranzacție <13>", "tranzactia <13>", "referință <13>", "ref. plată <16>", "RRN <12>", "autorizare <6>", "terminal <8> comerciant <15>",
			"transaction id <13>", "trx <13>", "card ****<4>", "OP nr <4> din <date>", "payment <13>", "cod autorizare <6> data <date>", "batch <6> trace <6>",
			"transfer <13>", "nr. operațiune <13>", "ordin de plata <13>", "txid <x32>", "ref <A4><12>", "operation no. <13>",
		}},
		{kind: "devices", most: 1, forms: []string{
			"IMEI <15>", "imei 1: <15> imei 2: <15>", "SN <13>", "S/N: <A4><7>", "serial number <13>", "serie <13>", "serie produs <13>", "ICCID 89<18>",
			"MAC <x2>:<x2>:<x2>:<x2>:<x2>:<x2>", "ip <1-254>.<1-254>.<1-254>.<1-254>", "cheie <A5>-<A5>-<A5>-<A5>", "license <x8>-<x8>", "P/N <7>-<3>",
			"seria aparatului: <13>", "device id <13>", "part number <10>", "cod piesă <10>", "OEM <A2> <3> <3> <3>", "firmware <1-9>.<1-30>.<5>", "lot <13>",
			"garanția aparatului <13>", "serial <A2> <6>", "GPU <A2> <2> <A3>", "model <A2>-<2>-<A3>", "inventar <13>",
		}},
		{kind: "meetings and codes", most: 1, forms: []string{
			"Meeting ID: <3> <4> <4>", "zoom <10>", "zoom id <3> <3> <4>", "Meeting ID <11> Passcode <6>", "Teams <3> <3> <3> <3>", "cod OTP <6>",
			"codul de verificare <6>", "cod <6> expiră în 5 minute", "PIN <4>", "AnyDesk <3> <3> <3>", "TeamViewer <10>", "parola wifi <8>",
			"cod promo <A4><4>", "voucher <16>", "voucher <4>-<4>-<4>-<4>", "gift card <13>", "card fidelitate <13>", "card cadou <13>", "card client <13>",
			"card de reducere <13>", "JIRA-<4>", "ticket <13>", "tichet nr. <13>", "case <13>", "incident INC<7>", "chat_id -100<10>", "discord <18>",
			"user id <13>", "userid=<13>", "utilizatorul <13>", "cont joc <13>", "id joc <10>", "player id <13>",
		}},
		{kind: "other words", most: 1, forms: []string{
			"număr de urmărire <13>", "Codul coletului: <13>", "numărul expediției este <13>", "am primit codul <13> pe mail", "nr. awb-ului: <13>",
			"Comanda dumneavoastră cu numărul <13> a fost procesată.", "Your order <13> has been dispatched", "Confirmation number: <13>", "reference: <13>",
			"cod QR <13>", "codul de pe cutie <13>", "cod furnizor <13>", "ID produs: <13>", "id anunt <13>", "anunțul <13>", "cererea cu nr. <13>",
			"solicitarea <13>", "tichetul <13>", "reclamația nr. <13>", "sesizarea <13>", "petiția nr <13>", "poziția <13>", "linia <13>", "pagina <13>",
			"videoclip id <13>", "postarea <13>", "tweet <18>", "story id <13>", "grup id <13>", "chat <13>", "meeting <13>", "conferința <13>",
			"senzor <13>", "dispozitiv <13>", "routerul <13>", "cartela SIM <13>", "seria cartelei <13>", "număr serial <13>", "etichetă <13>", "palet <13>",
			"container <A4><7>", "SSCC <18>", "raft <13>", "stoc <13>", "cantitate <13>", "buc: <13>", "checksum <13>", "crc <8>", "offset <13>", "rowid <13>",
			"partition <13>", "kafka offset=<13>", "trace_id=<13>", "spanId: <13>", "eroare <13>", "cod eroare <13>", "error code <13>", "pid <13>",
			"nr. crt. <13>", "punct de lucru <13>", "cod locatie <13>", "GLN <13>", "cod vamal <13>", "MRN 24ROBU<13>", "nr. DVI <13>", "CMR <13>",
		}},
		{kind: "scores and games", most: 1, forms: []string{
			"<0-9>-<0-9>, <0-9>-<0-9>", "6-<0-4>, 3-6, 7-<5-6>", "loto <1-49> <1-49> <1-49> <1-49> <1-49> <1-49>", "noroc <7>", "scor <7>",
			"am facut <9> puncte", "nivel <2>, <8> xp", "elo <4> vs <4>", "record <2>.<2> la 100 m", "<1-30> - <1-30> la handbal", "locul <1-90> din <4>",
			"clasament: <2> p, <2> p, <2> p", "set 1 <2>-<2> set 2 <2>-<2>", "<3> <3> <3> vizualizări", "<3>.<3>.<3> abonați", "<9> likes",
			"cote: <1-9>.<2> <1-9>.<2> <1-9>.<2>", "bilet pariuri <13>", "id bilet <13>",
		}},
		{kind: "prices", most: 1, forms: []string{
			"<3>,<2> lei", "<1-9>.<3>,<2> lei", "<1-9>.<3>.<3> lei", "<1-900>.<3>.<3>,<2> RON", "<7> lei și <2> bani", "buget <3> <3> <3> euro", "<13> lei",
			"total <13> dolari", "EUR/RON 4.<4>", "cifra de afaceri <9> lei", "datorie publică <12> lei", "<2>% din <7>", "<13> euro", "valoare <13> RON",
			"capital social <9> lei", "preț <6> - <6> euro", "suma de <1-9>.<3>.<3>.<3>,<2> lei", "<4> lei/mp x <3> mp", "<13> bytes", "<13> parametri",
			"<13> rows", "distanța e de <13> km",
		}},
		{kind: "coordinates and versions", most: 1, forms: []string{
			"44.<6>, 26.<6>", "lat 46.<7> lon 23.<7>", "lat=45.<13>", "45.<13>,25.<13>", "v<1-9>.<1-30>.<1-90>", "build <10>", "version <1-9>.<13>",
			"0.<13>", "3.<13>", "pi=3.<14>", "-0.<13>", "<iso>", "<date> - <date>", "<date>-<date>", "<time>-<time>", "DN<1-70> km <1-400>+<3>",
			"x=<13>.<2>", "hash <x40>", "<x8>-<x4>-<x4>-<x4>-<x12>", "sha256:<x64>", "commit <x7>", "0x<x16>", "#<x6>", "uuid=<x8>-<x4>-<x4>-<x4>-<13>",
			"node_<13>_<x6>", "https://exemplu.ro/p/<13>", "https://exemplu.ro/produs-<13>.html", "/var/log/app.<13>.log", "b<13>c<x5>",
		}},
		{kind: "measurements", most: 1, forms: []string{
			"<1-30>°C <1-30>°C <1-30>°C", "temperaturi -<1-20>, -<1-20>, <1-9>", "TA 1<2>/<2>, puls <2>", "glicemie <2-300>", "leucocite <4>, trombocite <6>",
			"index vechi <6>, index nou <6>", "<5> kWh", "<1-90> mc, <3> kWh, <4> lei", "presiune <4> hPa", "greutate <2>,<2> kg", "<3> x <3> x <3> mm",
			"2x<3>/<2>R<14-20>", "<1-99>/<1-99>/<1-99>", "<2> <2> <2> <2> <2> <2>", "<3> <3> <3> <3>", "<4> <4> <4>", "<2>.<2>.<2>.<2>",
		}},
	}
}

// bareFloods are numbers without a label. One of thirteen digits that is a valid
// CNP by chance (0.18 % of random ones) warns where it stands alone, as nothing
// tells it from a person's; among others like it that are none it does not.
func bareFloods() []flood {
	return []flood{
		{kind: "columns of thirteen digits", most: 1, forms: []string{
			"<13>\n<13>\n<13>\n<13>\n<13>", "<ms>\n<ms>\n<ms>", "<13> <13> <13>", "<13>, <13>, <13>, <13>", "<13>;<13>;<13>", "<ean>\n<ean>\n<ean>",
			"1. <13>\n2. <13>\n3. <13>", "<13> 12 buc\n<13> 3 buc\n<13> 1 buc", "a\t<13>\nb\t<13>\nc\t<13>", "('<13>'), ('<13>'), ('<13>')",
			"IN (<13>, <13>, <13>)", "| <13> | ok |\n| <13> | ok |\n| <13> | lipsa |", "<ms> a\n<ms> b\n<ms> c\n<ms> d",
		}},
		{kind: "spreadsheets", most: 1, forms: []string{
			"<7>\t<7>\t<7>\n<7>\t<7>\t<7>", "<4> <4> <4> <4>\n<4> <4> <4> <4>", "<8>;<8>;<8>", "<2>,<5>,<3>,<9>", "<10>\n<10>\n<10>",
			"<3> <6> <3> <1>\n<2> <6> <5>", "2021\t<6>\n2022\t<6>\n2023\t<6>", "<1-9>,<2>\t<1-9>,<2>\t<1-9>,<2>", "<9> <9> <9>", "<12> <12>", "<5>-<5>-<5>",
		}},
		{kind: "bare numbers of other lengths", most: 1, forms: []string{
			"<6>", "<7>", "<8>", "<9>", "<10>", "<11>", "<12>", "<14>", "<15>", "<17>", "<18>", "<20>", "<8>-<4>", "<3>-<3>-<4>", "<2>-<8>", "<A2><6>", "<A2> <6>",
			"<A1><8>", "<A3><10>", "<A2><9><A2>", "<5> <5>",
		}},
		{kind: "one bare number of thirteen digits", most: 40, forms: []string{"<13>", "<ms>", "<ean>", "uite <13>"}},
		{kind: "one bare number of sixteen digits", most: 1500, forms: []string{"<16>", "<4> <4> <4> <4>"}},
	}
}
