# -*- coding: utf-8 -*-
"""Made-up value pools. Localities/streets are ordinary public place names; people are combined at random."""
# cc, county, city list, postal prefix, area code, [(commune, village)], cnp county code
LOC = [
("AB","Alba",["Alba Iulia","Aiud","Blaj","Sebeș"],"51","0258",[("Ciugud","Limba"),("Sâncel","Pănade"),("Galda de Jos","Mesentea")],1),
("AR","Arad",["Arad","Ineu","Lipova"],"31","0257",[("Vladimirescu","Horia"),("Șofronea","Sânpaul"),("Fântânele","Tisa Nouă")],2),
("AG","Argeș",["Pitești","Mioveni","Curtea de Argeș","Câmpulung"],"11","0248",[("Bascov","Prislop"),("Mărăcineni","Argeșelu"),("Moșoaia","Smeura")],3),
("BC","Bacău",["Bacău","Onești","Moinești"],"60","0234",[("Hemeiuș","Lilieci"),("Mărgineni","Trebeș"),("Luizi-Călugăra","Osebiți")],4),
("BH","Bihor",["Oradea","Salonta","Beiuș"],"41","0259",[("Sânmartin","Haieu"),("Oșorhei","Fughiu"),("Nojorid","Livada de Bihor")],5),
("BN","Bistrița-Năsăud",["Bistrița","Năsăud","Beclean"],"42","0263",[("Livezile","Dorolea"),("Șieu-Măgheruș","Sărățel")],6),
("BT","Botoșani",["Botoșani","Dorohoi"],"71","0231",[("Mihai Eminescu","Ipotești"),("Curtești","Orășeni-Deal")],7),
("BV","Brașov",["Brașov","Codlea","Săcele","Făgăraș"],"50","0268",[("Sânpetru","Sânpetru"),("Hărman","Podu Oltului"),("Bod","Colonia Bod")],8),
("BR","Brăila",["Brăila","Ianca"],"81","0239",[("Chiscani","Lacu Sărat"),("Cazasu","Cazasu")],9),
("BZ","Buzău",["Buzău","Râmnicu Sărat"],"12","0238",[("Merei","Izvoru Dulce"),("Țintești","Odaia Banului")],10),
("CS","Caraș-Severin",["Reșița","Caransebeș","Oravița"],"32","0255",[("Bucoșnița","Petroșnița"),("Turnu Ruieni","Zervești")],11),
("CJ","Cluj",["Cluj-Napoca","Turda","Dej","Gherla"],"40","0264",[("Florești","Tăuți"),("Apahida","Dezmir"),("Feleacu","Gheorghieni"),("Baciu","Suceagu")],12),
("CT","Constanța",["Constanța","Mangalia","Medgidia"],"90","0241",[("Agigea","Lazu"),("Lumina","Sibioara"),("Cumpăna","Straja")],13),
("CV","Covasna",["Sfântu Gheorghe","Târgu Secuiesc"],"52","0267",[("Ilieni","Sâncraiu"),("Reci","Bita")],14),
("DB","Dâmbovița",["Târgoviște","Găești","Moreni"],"13","0245",[("Ulmi","Dumbrava"),("Aninoasa","Viforâta")],15),
("DJ","Dolj",["Craiova","Băilești","Calafat"],"20","0251",[("Podari","Livezi"),("Pielești","Câmpeni"),("Ișalnița","Ișalnița")],16),
("GL","Galați",["Galați","Tecuci"],"80","0236",[("Vânători","Odaia Manolache"),("Șendreni","Movileni")],17),
("GJ","Gorj",["Târgu Jiu","Motru"],"21","0253",[("Bălești","Rasova"),("Dănești","Șasa")],18),
("HR","Harghita",["Miercurea Ciuc","Odorheiu Secuiesc","Gheorgheni"],"53","0266",[("Sâncrăieni","Fitod"),("Feliceni","Tăureni")],19),
("HD","Hunedoara",["Deva","Hunedoara","Petroșani"],"33","0254",[("Băcia","Săulești"),("Cârjiți","Almașu Sec")],20),
("IL","Ialomița",["Slobozia","Fetești","Urziceni"],"92","0243",[("Perieți","Misleanu"),("Cosâmbești","Gimbășani")],21),
("IS","Iași",["Iași","Pașcani","Hârlău"],"70","0232",[("Miroslava","Valea Adâncă"),("Holboca","Dancu"),("Bârnova","Vișani"),("Ciurea","Lunca Cetățuii")],22),
("IF","Ilfov",["Voluntari","Buftea","Bragadiru","Otopeni"],"07","021",[("Chiajna","Roșu"),("Cornetu","Buda"),("Berceni","Berceni"),("Dobroești","Fundeni")],23),
("MM","Maramureș",["Baia Mare","Sighetu Marmației","Borșa"],"43","0262",[("Recea","Mocira"),("Groși","Satu Nou de Jos")],24),
("MH","Mehedinți",["Drobeta-Turnu Severin","Orșova"],"22","0252",[("Șimian","Cerneți"),("Malovăț","Bobaița")],25),
("MS","Mureș",["Târgu Mureș","Reghin","Sighișoara"],"54","0265",[("Sâncraiu de Mureș","Nazna"),("Corunca","Bozeni"),("Livezeni","Ivănești")],26),
("NT","Neamț",["Piatra-Neamț","Roman"],"61","0233",[("Dumbrava Roșie","Izvoare"),("Săbăoani","Traian")],27),
("OT","Olt",["Slatina","Caracal"],"23","0249",[("Slătioara","Salcia"),("Curtișoara","Pietriș")],28),
("PH","Prahova",["Ploiești","Câmpina","Sinaia"],"10","0244",[("Blejoi","Țânțăreni"),("Păulești","Găgeni"),("Brazi","Negoiești")],29),
("SM","Satu Mare",["Satu Mare","Carei"],"44","0261",[("Odoreu","Martinești"),("Păulești","Amați")],30),
("SJ","Sălaj",["Zalău","Jibou"],"45","0260",[("Crișeni","Gârceiu"),("Hereclean","Panic")],31),
("SB","Sibiu",["Sibiu","Mediaș","Cisnădie"],"55","0269",[("Șelimbăr","Bungard"),("Cristian","Cristian")],32),
("SV","Suceava",["Suceava","Fălticeni","Rădăuți"],"72","0230",[("Șcheia","Sfântu Ilie"),("Ipotești","Tișăuți")],33),
("TR","Teleorman",["Alexandria","Roșiorii de Vede"],"14","0247",[("Poroschia","Calomfirești"),("Nanov","Nanov")],34),
("TM","Timiș",["Timișoara","Lugoj","Jimbolia"],"30","0256",[("Dumbrăvița","Dumbrăvița"),("Giroc","Chișoda"),("Moșnița Nouă","Albina"),("Ghiroda","Giarmata-Vii")],35),
("TL","Tulcea",["Tulcea","Măcin"],"82","0240",[("Valea Nucarilor","Agighiol"),("Nalbant","Trestenic")],36),
("VS","Vaslui",["Vaslui","Bârlad","Huși"],"73","0235",[("Laza","Bejenești"),("Muntenii de Jos","Secuia")],37),
("VL","Vâlcea",["Râmnicu Vâlcea","Drăgășani"],"24","0250",[("Mihăești","Buleta"),("Bujoreni","Olteni")],38),
("VN","Vrancea",["Focșani","Adjud"],"62","0237",[("Golești","Ceardac"),("Câmpineanca","Pietroasa")],39),
("CL","Călărași",["Călărași","Oltenița"],"91","0242",[("Modelu","Tonea"),("Chirnogi","Chirnogi")],51),
("GR","Giurgiu",["Giurgiu","Bolintin-Vale"],"08","0246",[("Joița","Bâcu"),("Adunații-Copăceni","Varlaam")],52),
]
STREET = """Mihai Viteazu|Mihai Eminescu|Memorandumului|Republicii|Nicolae Titulescu|Lalelelor|Trandafirilor|1 Decembrie 1918|Avram Iancu|George Coșbuc|Horea|Cloșca|Crișan|Traian|Decebal|Ștefan cel Mare|Alexandru Ioan Cuza|Vasile Alecsandri|Ion Creangă|Nicolae Bălcescu|Tudor Vladimirescu|Gheorghe Șincai|Lucian Blaga|Aurel Vlaicu|Liviu Rebreanu|Octavian Goga|Plopilor|Teiului|Salcâmilor|Castanilor|Zorilor|Primăverii|Fabricii|Gării|Morii|Școlii|Bisericii|Câmpului|Izvorului|Livezilor|Viilor|Fântânii|Grădinarilor|Dorobanților|Independenței|Victoriei|Libertății|Unirii|Armoniei|Speranței|Doinei|Mioriței|Prunului|Cireșilor|Mesteacănului|Brazilor|Luceafărului|Ciocârliei|Rândunicii|Privighetorii|Macilor|Ghioceilor|Toporași|Dr. Victor Babeș|Prof. Ion Bogdan|Gen. Magheru|Constantin Brâncuși|Cap. Ilie Popa|Lt. Stelian Rădulescu|Iuliu Maniu|Simion Bărnuțiu|Andrei Mureșanu|Gheorghe Doja|Nicolae Iorga|Mihail Kogălniceanu|Ana Ipătescu|Barbu Lăutaru|Petru Rareș|Vlad Țepeș|Matei Basarab|Cuza Vodă|Oituz|Mărășești|Mărăști|Plevnei|Griviței|Humulești|Ceahlău|Bucegi|Retezat|Siretului|Oltului|Someșului|Crinului|Bujorului|Narciselor|Panselelor|9 Mai|13 Septembrie|Eroilor|Observatorului|Turturicii|Arieșului|Bobâlna""".split("|")
HSTREET = "Petőfi Sándor|Kossuth Lajos|Kőrösi Csoma Sándor|Bartók Béla|Márton Áron|Orbán Balázs|Szentimrei|Kós Károly|Tamási Áron|Bethlen Gábor".split("|")
BLVD = "Unirii|Decebal|Independenței|Republicii|Carol I|Ferdinand|Eroilor|21 Decembrie 1989|1 Mai|Tomis|Mamaia|Dacia|Nicolae Grigorescu|Camil Ressu|Iuliu Maniu|Timișoara|Ion Mihalache|Alexandru Obregia|Theodor Pallady|Basarabia|Socola|Ștefan cel Mare|Mărăști|Libertății|Brătianu|Dimitrie Cantemir|Tudor Vladimirescu".split("|")
CALEA = "Victoriei|Turzii|Mănăștur|Florești|Dorobanților|București|Severinului|Șagului|Aradului|Moșilor|Griviței|Călărașilor|Rahovei|Crângași|Giulești|Plevnei|Torontalului|Martirilor 1989|Națională|Sucevei|Dumbrăvii|Văcărești".split("|")
ALEEA = "Rozelor|Teilor|Băișoara|Bâlea|Parâng|Herculane|Peana|Trandafirilor|Castanilor|Pinului|Tineretului|Constructorilor|Nuferilor|Liliacului|Gârlei|Zorelelor|Azuga|Lacul Mare|Budacu|Sandu Aldea".split("|")
SOS = "Colentina|Pantelimon|Mihai Bravu|Giurgiului|Olteniței|Alexandriei|Viilor|Nordului|Nicolina|Virtuții|București-Ploiești|Iancului|Progresului|Păcurari|Kiseleff".split("|")
FM = "Andrei|Ion|Gheorghe|Vasile|Mihai|Alexandru|Cristian|Florin|Marius|Radu|Bogdan|Sorin|Dan|Ionuț|Răzvan|Vlad|Cătălin|Ovidiu|Adrian|Liviu|Petru|Nicolae|Ștefan|Tudor|Costel|Dumitru|Grigore|Emil|Iulian|Horia|Silviu|Cosmin|Darius|Matei|Luca|Toader|Viorel|Aurel".split("|")
FF = "Maria|Elena|Ioana|Andreea|Ana|Mihaela|Cristina|Gabriela|Alexandra|Simona|Raluca|Oana|Diana|Roxana|Daniela|Florentina|Carmen|Georgiana|Monica|Alina|Larisa|Bianca|Anca|Nicoleta|Lăcrămioara|Violeta|Ileana|Viorica|Adina|Corina|Teodora|Sorina|Delia|Irina|Rodica|Crina|Smaranda|Ecaterina".split("|")
LAST = "Popescu|Ionescu|Popa|Radu|Dumitrescu|Stan|Stoica|Gheorghe|Matei|Ciobanu|Rusu|Munteanu|Moldovan|Mureșan|Țîrlea|Șerban|Lazăr|Oprea|Cojocaru|Ungureanu|Nistor|Crăciun|Dragomir|Bălan|Neagu|Voicu|Tănase|Florea|Barbu|Pașca|Bucur|Chiriac|Zaharia|Mocanu|Sandu|Preda|Marin|Cristea|Ilie|Enache|Vîlcu|Grigoraș|Apostol|Roșca|Sîrbu|Todoran|Hanganu|Vrabie|Trifan|Pintilie|Bejenaru|Câmpean|Ghiță|Lupașcu|Drăgulescu|Săvulescu|Mihăilă|Țurcanu|Deaconu|Haiduc".split("|")
HFM = "Zoltán|Attila|László|Csaba|István|Levente|Szabolcs|Árpád|Botond|Tamás|Gergő|Ferenc|Imre|Loránd".split("|")
HFF = "Éva|Ildikó|Enikő|Katalin|Tünde|Réka|Zsuzsa|Kinga|Emese|Erzsébet|Boglárka|Orsolya|Noémi|Melinda".split("|")
HLAST = "Nagy|Szabó|Kovács|Tóth|Balázs|Bartha|Székely|Fazekas|Gál|Incze|Péter|Orbán|Szilágyi|Kádár|Vörös|Jakab|Bíró|Ferencz|Lőrincz|Demeter".split("|")
BANKS = "RNCB BRDE BTRL INGB RZBR BACX CECE PIRB WBAN UGBI BREL REVO ROIN".split()
SERIES = "AX AR ZR AZ AS XC ZC XH ZH XB XT ZT BV ZV XR XZ ZB KS KX CJ KT KZ KV DD ZD DX DZ GL ZL GZ HR HD XD SZ MX MZ IZ IF MM XM MH ZS MS NT NZ OT SL PH PX PK SM SX SB SR SV XV TR TM TZ TC VS XS VX VN DP DR DT RD RR RT RX RK RZ KL GG".split()
COMPANY = "Nordbrad Logistic|Alfa Cons Test|Verde Prim Distribuție|Casa Paltinul|Danimar Instal|Optiagro Vest|Carpat Fruct|Euroterm Montaj|Pastel Design Studio|Mobitec Proiect|Sirius Trans Cargo|Grup Solaris Invest|Lemn & Stil Ardeal|Interfructus|Delta Servicii Navale|Pan Orizont|Microcalc Soft|Agromec Valea Mare|Ceramika Nouă|Tehnoprest Somes".split("|")
DOMAINS = "gmail.com|yahoo.com|yahoo.ro|outlook.com|hotmail.com|icloud.com|proton.me".split("|")
CDOM = "nordbradlogistic.ro|casapaltinul.ro|mobitecproiect.ro|grupsolaris.eu|panorizont.ro|ceramikanoua.ro|microcalcsoft.com|danimarinstal.ro".split("|")
INST = "Primăria Municipiului {city}|Consiliul Județean {county}|Prefectura {county}|Inspectoratul Școlar {county}|DGASPC {county}|Casa de Pensii {county}|Direcția de Sănătate Publică {county}".split("|")
MONTHS = "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie".split()
HUPLACE = "Corund|Praid|Sovata|Zetea|Ozun|Covasna|Bixad|Cristuru Secuiesc|Bălan|Vlăhița|Borsec|Tușnad-Sat|Ditrău|Lăzarea|Racoș|Viscri|Biertan|Saschiz|Axente Sever|Moșna|Cisnădioara|Copșa Mică".split("|")
VILLA = "Vila Lavanda|Casa Verde|Ansamblul Rezidențial Panoramic|Complex Rezidențial Nord Park|Residence Park 2|Casa Bunicii|Blocul Turn|Condominiul Alfa".split("|")
