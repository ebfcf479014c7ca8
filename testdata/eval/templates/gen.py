#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Fills the hand-written templates of pos/*.txt and neg/*.txt and writes ../{positives,negatives}.{dev,test}.jsonl.

Template files are divided by turns into a development and a test part, or belong to one by name (50_x.dev.txt). '%% kind [verdict]' starts a section (verdict 'auto' or absent: by the defaults of docs/scoring.md);
then one message a line ('\\n' is a line break, '\\t' a tab), or a block '<<<' ... '>>>' for several lines.
'!allow ' / '!warn ' / '!block ' at the start of a message overrides the verdict. '# ' lines are comments.
Spans: ⟦detector|value⟧ (short names below); ⟦detector?|value⟧ where it is open whether it should be found. Placeholders: {name}, {name#key}, {name:filter,filter}.
«a¦b¦c» is one of its alternatives, chosen anew for each fill; alternatives may hold anything, also others.
Deterministic: each fill has its own seed made of the template number and the fill number.
"""
import glob, hashlib, json, os, random, re, sys, unicodedata, collections, datetime
from data import *

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = "pecete-eval-1"
ALIAS = {"cnp":"ro.cnp","iban":"iban","addr":"ro.address","tel":"ro.phone","ci":"ro.id_card","pas":"ro.passport",
 "dl":"ro.driving_licence","rp":"ro.residence_permit","hc":"ro.health_card","pl":"ro.plate","cui":"ro.cui",
 "j":"ro.trade_register","vin":"vin","em":"email","card":"payment_card","mro":"marking.ro","mnato":"marking.nato",
 "meu":"marking.eu","mfor":"marking.foreign","tlp":"tlp","nm":"person_name","bd":"ro.birth_date"}
ALIAS.update({v: v for v in list(ALIAS.values())})
WARN = {"ro.cnp","iban","ro.address","ro.id_card","ro.passport","ro.driving_licence","ro.residence_permit","ro.health_card","payment_card"}

# ---------- checksums ----------
CNPW = "279146358279"
def cnp_check(b12):
    r = sum(int(a)*int(b) for a, b in zip(b12, CNPW)) % 11
    return "1" if r == 10 else str(r)
COUNTIES = set(range(1, 47)) | {51, 52, 70, 80, 81, 82, 83}
def valid_cnp(s, today=datetime.date(2025, 11, 1)):
    if not re.fullmatch(r"\d{13}", s) or s[0] == "0" or s[9:12] == "000": return False
    cents = {"1":[1900],"2":[1900],"3":[1800],"4":[1800],"5":[2000],"6":[2000]}.get(s[0], [1800,1900,2000])
    ok = False
    for c in cents:
        try: d = datetime.date(c+int(s[1:3]), int(s[3:5]), int(s[5:7]))
        except ValueError: continue
        if d <= today:
            j = int(s[7:9])
            if j in COUNTIES or (j in (47, 48) and d < datetime.date(1979, 12, 19)): ok = True
    return ok and cnp_check(s[:12]) == s[12]
def mod97(s): 
    s = s[4:] + s[:4]
    return int("".join(str(int(c, 36)) for c in s)) % 97
def iban_make(cc, bban): return cc + "%02d" % (98 - int("".join(str(int(c,36)) for c in bban+cc+"00")) % 97) + bban
IBLEN = {"RO":24,"DE":22,"HU":28,"FR":27,"IT":27,"ES":24,"MD":24,"GB":22,"AT":20,"BE":16,"NL":18,"BG":22,"LT":20}
def valid_iban(s): return len(s) == IBLEN.get(s[:2]) and mod97(s) == 1
def cui_check(b): 
    return str(sum(int(a)*w for a, w in zip(b.zfill(9), (7,5,3,2,1,7,5,3,2)))*10 % 11 % 10)
def valid_cui(s): return bool(re.fullmatch(r"[1-9]\d{1,9}", s)) and cui_check(s[:-1]) == s[-1]
def luhn(s):
    t = 0
    for i, c in enumerate(reversed(s)):
        d = int(c)
        if i % 2: d = d*2 - 9 if d > 4 else d*2
        t += d
    return t % 10 == 0
def onrc_check(b13): return str((ord(b13[0]) % 10 + sum(map(int, b13[1:]))) % 10)
def valid_onrc(s): return bool(re.fullmatch(r"[JFC]\d{13}", s)) and onrc_check(s[:13]) == s[13]

def selftest():
    for s in "1850228120011 6000229410771 2901231511238 5240915700121 7780420400330 1930721120071".split(): assert valid_cnp(s), s
    for s in "0850228120011 1850230120015 1000229120012 1850228490016 1850228990019 1850228120003 1850228120012 1234567890123".split(): assert not valid_cnp(s), s
    for s in ["RO56RNCB0000000012345678","RO16BTRLRONCRT0123456701","RO43TREZ7005069XXX001234","RO76BRDE450SV12345674500","RO49AAAA1B31007593840000","DE89370400440532013000"]: assert valid_iban(s), s
    for s in ["RO49AAAA1B31007593840001","RO32BTRL56201931N98886XX","RO56RNCB000000001234567","RO56RNC00000000012345678"]: assert not valid_iban(s), s
    assert iban_make("RO","RNCB0000000012345678") == "RO56RNCB0000000012345678"
    for s in "18547290 361757 14590661 15901081".split(): assert valid_cui(s), s
    for s in "12345678 18547291 15901082 1 012345674".split(): assert not valid_cui(s), s
    for s in "J2012000750528 J2024001234406 J2024001234002 J2025007112004".split(): assert valid_onrc(s), s
    assert not valid_onrc("J2024001234401")
    assert luhn("4111111111111111") and not luhn("4111111111111112")

# ---------- text filters ----------
DIA = str.maketrans("ăâîșțĂÂÎȘȚşţŞŢ", "aaistAAISTstST")
CED = str.maketrans("șțȘȚ", "şţŞŢ")
HDIA = str.maketrans("áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "aeiooouuuAEIOOOUUU")
def nodia(s): return s.translate(DIA).translate(HDIA)
def fullw(s): return "".join(chr(ord(c)+0xFEE0) if c.isdigit() else c for c in s)
WORDS = "zero unu doi trei patru cinci șase șapte opt nouă".split()
FILT = {
 "plain": str, "lower": str.lower, "upper": str.upper, "nodia": nodia, "chat": lambda s: nodia(s).lower(), "title": str.title,
 "fullwidth": fullw, "zw": lambda s: "\u200b".join(s), "keycap": lambda s: "".join(c+"\ufe0f\u20e3" if c.isdigit() else c for c in s),
 "o0": lambda s: s.replace("0", "O"), "words": lambda s: " ".join(WORDS[int(c)] for c in s if c.isdigit()),
 "wordsnd": lambda s: nodia(" ".join(WORDS[int(c)] for c in s if c.isdigit())),
 "each": lambda s: " ".join(s.replace(" ", "")), "under": lambda s: re.sub(r"[ .-]", "_", s), "first3": lambda s: s[:3],
 "circled": lambda s: "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] if c.isdigit() else c for c in s),
 "math": lambda s: "".join(chr(0x1D7CE+int(c)) if c.isdigit() else c for c in s),
 "arabic": lambda s: "".join(chr(0x660+int(c)) if c.isdigit() else c for c in s),
 "emoji": lambda s: "🔹".join(re.findall(r"\d{1,4}", s)),
}

class Ctx:
    """Values of one filled message; same name and key give the same value within the message."""
    def __init__(self, seed, body):
        self.r = random.Random(seed); self.memo = {}; self.body = body
    def m(self, name, key, f):
        k = (name, key)
        if k not in self.memo: self.memo[k] = f()
        return self.memo[k]
    def loc(self, key): return self.m("_loc", key, lambda: self.r.choice(LOC))
    def city(self, key): return self.m("_city", key, lambda: self.r.choice(self.loc(key)[2]))
    def vil(self, key): return self.m("_vil", key, lambda: self.r.choice(self.loc(key)[5]))
    def person(self, key):
        def mk():
            k = "#"+key if key else ""
            hu = "{hfirst"+k in self.body or "{hfirstm"+k in self.body or "{hfirstf"+k in self.body
            if re.search(r"\{h?firstm"+re.escape(k)+r"[:}]", self.body): g = "m"
            elif re.search(r"\{h?firstf"+re.escape(k)+r"[:}]", self.body): g = "f"
            else: g = self.r.choice("mf")
            first = self.r.choice((HFM if g == "m" else HFF) if hu else (FM if g == "m" else FF))
            last = self.r.choice(HLAST if hu else LAST)
            today = datetime.date(2025, 6, 1)
            d = datetime.date(1938, 1, 1) + datetime.timedelta(days=self.r.randrange((datetime.date(2006, 12, 1)-datetime.date(1938, 1, 1)).days))
            j = self.r.choice([x[6] for x in LOC] + [40, 41, 42, 43, 44, 45, 46])
            s = {"m": "1", "f": "2"}[g] if d.year < 2000 else {"m": "5", "f": "6"}[g]
            b = s + d.strftime("%y%m%d") + "%02d" % j + "%03d" % self.r.randrange(1, 1000)
            return dict(g=g, first=first, last=last, birth=d, cnp=b+cnp_check(b))
        return self.m("_person", key, mk)
    def d(self, n): return "".join(self.r.choice("0123456789") for _ in range(n))
    def area(self, key):
        l = self.loc(key); return l[4]

def grp(s, n, sep): return sep.join(s[i:i+n] for i in range(0, len(s), n))

def cnp_fmt(s, f, r):
    if f == "any": f = r.choice(["plain","plain","plain","spaced","dash","dots","four","dash2","sp7"])
    return {"plain": s, "spaced": f"{s[0]} {s[1:7]} {s[7:9]} {s[9:12]} {s[12]}", "sp7": f"{s[0]} {s[1:7]} {s[7:]}",
      "dash": f"{s[0]}-{s[1:7]}-{s[7:]}", "four": f"{s[:3]} {s[3:7]} {s[7:10]} {s[10:]}", "dots": f"{s[0]}.{s[1:7]}.{s[7:]}",
      "dash2": f"{s[0]}-{s[1:7]}-{s[7:9]}-{s[9:12]}-{s[12]}", "nbsp": f"{s[0]}\u00a0{s[1:7]}\u00a0{s[7:]}", "slash": f"{s[0]}/{s[1:7]}/{s[7:]}",
      "grp3": grp(s, 3, " "), "pairs": f"{s[0]} {s[1:3]} {s[3:5]} {s[5:7]} {s[7:9]} {s[9:12]} {s[12]}", "under": f"{s[0]}_{s[1:7]}_{s[7:]}"}[f]

def mobile(c):
    p = c.r.choice(["72","73","74","75","76","77"])+c.d(1) if c.r.random() < .9 else c.r.choice(["780","783","784","785","786","787","788","790","799"])
    return p + c.d(6)
def phone_fmt(n, f, r):  # n: nine national digits, mobile
    a, b, e = n[:3], n[3:6], n[6:]
    if f == "any": f = r.choice(["plain","plain","sp","sp","dot","dash","slash","+40","+40sp","0040","pairs","sp4"])
    return {"plain": "0"+n, "sp": f"0{a} {b} {e}", "dot": f"0{a}.{b}.{e}", "dash": f"0{a}-{b}-{e}", "slash": f"0{a}/{b}{e}", "slash2": f"0{a}/{b}.{e}",
      "dash1": f"0{a}-{b}{e}", "sp4": f"0{a} {b}{e}", "pairs": grp("0"+n, 2, " "), "paren": f"(0{a}) {b}{e}", "+40": "+40"+n, "+40sp": f"+40 {a} {b} {e}",
      "+40dash": f"+40-{a}-{b}-{e}", "+40dot": f"+40.{a}.{b}.{e}", "0040": "0040"+n, "0040sp": f"0040 {a} {b} {e}", "40": "40"+n, "nozero": n, "nozerosp": f"{a} {b} {e}",
      "+40(0)": f"+40 (0) {a} {b} {e}", "+4": "+40"+n, "+4sp": f"+4 0{a} {b} {e}", "+40p": f"(+40) {a} {b} {e}", "004": "0040"+n, "4grp": f"0{a[:1]}{a[1:3]} {b[:2]} {b[2]}{e[0]} {e[1:]}", "nbsp": f"0{a}\u00a0{b}\u00a0{e}",
      "2223": f"0{a} {b[:2]} {b[2]}{e[0]} {e[1:]}"}[f]
def fixed_fmt(ar, n, f, r):  # ar '021' or '0264'
    if f == "any": f = r.choice(["plain","sp","dot","slash","dash","+40","paren"])
    b = n[:3]; e = n[3:]
    esp = f"{b} {e}" if len(n) == 6 else f"{n[:3]} {n[3:5]} {n[5:]}"
    edot = f"{b}.{e}" if len(n) == 6 else f"{n[:3]}.{n[3:5]}.{n[5:]}"
    return {"plain": ar+n, "sp": f"{ar} {esp}", "dot": f"{ar}.{edot}", "slash": f"{ar}/{n}", "slash2": f"{ar}/{edot}", "dash": f"{ar}-{n}", "+40": "+4"+ar+n, "+40sp": f"+40 {ar[1:]} {esp}",
            "paren": f"({ar}) {esp}", "0040": "004"+ar+n}[f]
def fixed(c, key, op=False):
    ar = c.area(key)
    if op and ar != "021": ar = "03"+ar[2:]
    if op and ar == "021": ar = "031"
    return ar, (c.r.choice("23456789") + c.d(6 if len(ar) == 3 else 5))

def iban_ro(c):
    b = c.r.choice(BANKS)
    acc = {"BTRL": lambda: c.r.choice(["RONCRT0","EURCRT0"]) + c.d(9), "BRDE": lambda: c.d(3)+"SV"+c.d(11), "INGB": lambda: "0000"+"9999"+c.d(8),
           "REVO": lambda: "0000"+c.d(12)}.get(b, lambda: c.d(16))()
    return iban_make("RO", b+acc[:16])
def iban_for(c):
    cc = c.r.choice(["DE","HU","FR","IT","ES","MD","AT","BE","NL","LT"])
    bb = {"DE": c.d(18), "HU": c.d(24), "FR": c.d(23), "IT": c.r.choice("ABCDEX")+c.d(22), "ES": c.d(20), "MD": c.r.choice(["AG","VI","ML"])+c.d(18), "AT": c.d(16), "BE": c.d(12), "NL": c.r.choice(["INGB","RABO","ABNA"])+c.d(10), "LT": c.d(16)}[cc]
    return iban_make(cc, bb)
def iban_fmt(s, f):
    return {"plain": s, "grouped": grp(s, 4, " "), "lower": s.lower(), "lgrouped": grp(s.lower(), 4, " "), "dash": grp(s, 4, "-"), "dots": grp(s, 4, "."), "nbsp": grp(s, 4, "\u00a0")}[f]
def cui(c):
    while True:
        b = str(c.r.randrange(10**5, 10**7)) if c.r.random() < .9 else str(c.r.randrange(10**3, 10**5))
        s = b + cui_check(b)
        if valid_cui(s): return s
def onrc_old(c):
    return f"{c.r.choice('JJJJJF')}{c.r.choice([x[6] for x in LOC]+[40,40]):02d}/{c.r.randrange(10, 9999)}/{c.r.randrange(1992, 2024)}"
def onrc_new(c):
    y = c.r.randrange(1995, 2026)
    b = f"J{y}{c.r.randrange(100, 99999):06d}{'00' if y >= 2025 else '%02d' % c.r.choice([x[6] for x in LOC]+[40])}"
    return b + onrc_check(b)
def card(c, t=None):
    t = t or c.r.choice(["v","v","m","m","m2"])
    b = {"v": "4"+c.d(14), "m": "5"+c.r.choice("12345")+c.d(13), "m2": str(c.r.randrange(2221, 2720))+c.d(11), "a": c.r.choice(["34","37"])+c.d(12)}[t]
    return next(b+x for x in "0123456789" if luhn(b+x))
def vin(c):
    A = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    w = c.r.choice(["UU1","UU1","WVW","WVG","WBA","VF1","VF7","TMB","WDB","WF0","ZFA","KMH","WAU","VSS","TSM","W0L","JTD","SAL"])
    return w + "".join(c.r.choice(A) for _ in range(8)) + c.r.choice("ABCDEFGHJKLMNPRST") + c.d(5)
def plate(c, f, key):
    L = "ABCDEFGHJKLMNPRSTUVWXYZ"
    cc = "B" if f.startswith("b") else c.loc(key)[0]
    n = c.d(3) if cc == "B" and c.r.random() < .6 else "%02d" % c.r.randrange(1, 100)
    if n == "000": n = "101"
    while True:
        t = c.r.choice(L.replace("I", ""))+c.r.choice(L)+c.r.choice(L)
        if "Q" not in t and t[0] not in "IO": break
    f = f[1:] if f.startswith("b") and f not in ("b",) else ("sp" if f == "b" else f)
    return {"sp": f"{cc} {n} {t}", "compact": cc+n+t, "dash": f"{cc}-{n}-{t}", "lower": f"{cc}{n}{t}".lower(), "lsp": f"{cc} {n} {t}".lower(), "dot": f"{cc}.{n}.{t}", "ldash": f"{cc}-{n}-{t}".lower(), "semi": f"{cc} {n}{t}"}[f]

def value(c, name, key, args):
    """args: list of filters; a format name may be consumed by the value itself."""
    r = c.r; args0 = args[0] if args else ""
    def take(allowed, default):
        nonlocal args
        if args and args[0] in allowed: x = args[0]; args = args[1:]; return x
        return default
    sized = name in ("digits", "hex", "letters", "n") and args
    M = lambda g: c.m(name + (":" + args0 if sized else ""), key, g)
    if name in ("first","firstm","firstf","hfirst","hfirstm","hfirstf"): v = c.person(key)["first"]
    elif name in ("last","hlast"): v = c.person(key)["last"]
    elif name == "initial": v = c.m(name, key, lambda: r.choice("ABCDEGIMNPRSTV"))
    elif name == "birth":
        d = c.person(key)["birth"]; fm = take(["long","iso","slash","short"], "dot")
        v = {"dot": d.strftime("%d.%m.%Y"), "long": f"{d.day} {MONTHS[d.month-1]} {d.year}", "iso": d.isoformat(), "slash": d.strftime("%d/%m/%Y"), "short": d.strftime("%d.%m.%y")}[fm]
    elif name == "cnp":
        s = c.person(key)["cnp"]
        fm = take(["plain","any","spaced","dash","dots","four","dash2","nbsp","slash","grp3","pairs","sp7","under"], "plain")
        v = cnp_fmt(s, fm, r)
    elif name == "cnpbad":
        s = c.person(key)["cnp"]; v = s[:12] + str((int(s[12])+3) % 10)
    elif name == "cnpfor":  # resident foreigner
        def g():
            b = r.choice("78")+"%02d%02d%02d" % (r.randrange(50, 99), r.randrange(1, 13), r.randrange(1, 29))+r.choice(["40","12","35","22","41"])+"%03d" % r.randrange(1, 999)
            return b+cnp_check(b)
        v = M(g)
    elif name == "cnpnew":  # child, single code 70
        def g():
            b = r.choice("56")+r.choice(["24","25"])+"%02d%02d" % (r.randrange(6, 8), r.randrange(1, 28))+"70"+"%03d" % r.randrange(1, 999)
            if b[1:3] == "25": b = b[:3]+"0%d" % r.randrange(1, 6)+b[5:]
            return b+cnp_check(b)
        v = M(g)
    elif name == "iban":
        fm = take(["plain","grouped","lower","lgrouped","dash","dots","nbsp"], "plain"); v = iban_fmt(M(lambda: iban_ro(c)), fm)
    elif name == "ibanf":
        fm = take(["plain","grouped","lower"], "plain"); v = iban_fmt(M(lambda: iban_for(c)), fm)
    elif name == "ibantrez":
        fm = take(["plain","grouped"], "plain")
        v = iban_fmt(M(lambda: iban_make("RO", "TREZ"+c.d(3)+"5069XXX"+c.d(6))), fm)
    elif name == "phone":
        fm = take(["any","plain","sp","dot","dash","dash1","slash","slash2","sp4","pairs","paren","+40","+40sp","+40dash","+40dot","0040","0040sp","40","nozero","nozerosp","+40(0)","+4","+4sp","+40p","004","4grp","nbsp","2223"], "any")
        v = phone_fmt(M(lambda: mobile(c)), fm, r)
    elif name in ("fixed","fixed3"):
        fm = take(["any","plain","sp","dot","slash","slash2","dash","+40","+40sp","paren","0040"], "any"); ar, n = M(lambda: fixed(c, key, name == "fixed3")); v = fixed_fmt(ar, n, fm, r)
    elif name == "fixedb":
        fm = take(["any","plain","sp","dot","slash","dash","+40","+40sp","paren","0040","slash2"], "any")
        n = M(lambda: r.choice("3246")+c.d(6)); v = fixed_fmt(r.choice(["021","031"]), n, fm, r)
    elif name == "cui": fm = take(["ro","rosp","sp","rolower"], "plain"); s = M(lambda: cui(c)); v = {"plain": s, "ro": "RO"+s, "rosp": "RO "+s, "sp": grp(s[::-1], 3, " ")[::-1], "rolower": "ro"+s}[fm]
    elif name == "j": fm = take(["sp","lower","date"], "plain"); s = M(lambda: onrc_old(c)); v = {"plain": s, "sp": s[0]+" "+s[1:], "lower": s.lower(), "date": s[:-4]+"%02d.%02d." % (r.randrange(1, 29), r.randrange(1, 13))+s[-4:]}[fm]
    elif name == "jnew": v = M(lambda: onrc_new(c))
    elif name == "card": fm = take(["grouped","dash","dots","nbsp"], "plain"); s = M(lambda: card(c)); v = {"plain": s, "grouped": grp(s, 4, " "), "dash": grp(s, 4, "-"), "dots": grp(s, 4, "."), "nbsp": grp(s, 4, "\u00a0")}[fm]
    elif name == "amex": fm = take(["grouped"], "plain"); s = M(lambda: card(c, "a")); v = s if fm == "plain" else f"{s[:4]} {s[4:10]} {s[10:]}"
    elif name == "vin": v = M(lambda: vin(c))
    elif name == "plate":
        fm = take(["sp","compact","dash","lower","lsp","dot","ldash","semi","b","bcompact","bdash","blower","blsp","bsemi"], "sp"); v = M(lambda: plate(c, fm, key))
    elif name == "platered": v = M(lambda: f"{c.loc(key)[0]} 0{r.randrange(1, 10)}{c.d(r.choice([2, 3, 4]))}")
    elif name == "series": v = M(lambda: r.choice(SERIES))
    elif name == "idnum": v = M(lambda: str(r.randrange(1, 10)) + c.d(5) if r.random() < .8 else "0"+c.d(5))
    elif name == "passport": v = M(lambda: r.choice(["05","05","06","08"])+c.d(7))
    elif name == "passport8": v = M(lambda: r.choice("0123")+c.d(7))
    elif name == "licence": v = M(lambda: c.loc(key)[0][0]+"0"+c.d(7)+r.choice("ABCDEFGHJKLMNPRSTUVX"))
    elif name == "licence9": v = M(lambda: c.loc(key)[0][0]+"0"+c.d(7))
    elif name == "permit": v = M(lambda: r.choice(["RO","AA","BA","RP"])+c.d(7))
    elif name == "permit6": v = M(lambda: r.choice(["RO","AB","BA"])+c.d(6))
    elif name == "health": v = M(lambda: str(r.randrange(1, 10))+c.d(19))
    elif name == "email":
        p = c.person(key); a, b = nodia(p["first"]).lower().replace("-", ""), nodia(p["last"]).lower()
        v = M(lambda: r.choice([f"{a}.{b}{c.d(3)}", f"{b}_{a}{c.d(3)}", f"{a[0]}{b}{c.d(4)}", f"{a}{c.d(4)}", f"{b}.{a}{c.d(2)}x"])+"@"+r.choice(DOMAINS))
    elif name == "cemail": v = M(lambda: r.choice(["office","contact","contabilitate","hr","comenzi","facturare"])+"@"+r.choice(CDOM))
    elif name == "county": v = c.loc(key)[1]
    elif name == "cc": v = c.loc(key)[0]
    elif name == "city": v = c.city(key)
    elif name == "area": v = c.area(key)
    elif name == "commune": v = c.vil(key)[0]
    elif name == "village": v = c.vil(key)[1]
    elif name == "zip":
        v = M(lambda: c.loc(key)[3] + (str(r.choice([0,1,2,3,4,5]))+c.d(3)))
    elif name == "zipb": v = M(lambda: "0%d" % c.m("_sec", key, lambda: r.randrange(1, 7)) + r.choice("0123456")+c.d(3))
    elif name == "sector": v = str(c.m("_sec", key, lambda: r.randrange(1, 7)))
    elif name == "street": v = M(lambda: r.choice(STREET))
    elif name == "hstreet": v = M(lambda: r.choice(HSTREET))
    elif name == "blvd": v = M(lambda: r.choice(BLVD))
    elif name == "calea": v = M(lambda: r.choice(CALEA))
    elif name == "aleea": v = M(lambda: r.choice(ALEEA))
    elif name == "sos": v = M(lambda: r.choice(SOS))
    elif name == "num": v = M(lambda: str(r.choice([r.randrange(1, 60), r.randrange(1, 60), r.randrange(60, 250)])))
    elif name == "numa": v = M(lambda: str(r.randrange(1, 120))+r.choice(["","A","B","","bis","-%d" % r.randrange(121, 130)]))
    elif name == "bl": v = M(lambda: r.choice([str(r.randrange(1, 130)), r.choice("ABCDEFGHMPRSTV")+str(r.randrange(1, 45)), str(r.randrange(1, 60))+r.choice("ABC"), r.choice("ABCDM")+str(r.randrange(1, 9))+r.choice("ABC"), r.choice(["PB","OD","TD","LE","R"])+str(r.randrange(2, 40))]))
    elif name == "sc": v = M(lambda: r.choice(["A","B","C","1","2","3","D"]))
    elif name == "et": v = M(lambda: str(r.randrange(1, 11)))
    elif name == "ap": v = M(lambda: str(r.randrange(1, 98)))
    elif name == "intf": v = M(lambda: r.choice([str(r.randrange(1, 98)), "0%d" % r.randrange(1, 9), str(r.randrange(1, 90))+"C"]))
    elif name == "company": v = M(lambda: r.choice(COMPANY))
    elif name == "date":
        fm = take(["iso","slash","long","short","dm"], "dot"); d = M(lambda: datetime.date(2019, 1, 1)+datetime.timedelta(days=r.randrange(2400)))
        v = {"dot": d.strftime("%d.%m.%Y"), "iso": d.isoformat(), "slash": d.strftime("%d/%m/%Y"), "long": f"{d.day} {MONTHS[d.month-1]} {d.year}", "short": d.strftime("%d.%m.%y"), "dm": d.strftime("%d.%m")}[fm]
    elif name == "time": v = M(lambda: "%02d:%02d" % (r.randrange(15, 22) if key else r.randrange(7, 15), r.choice([0, 10, 15, 20, 30, 40, 45])))
    elif name == "year": v = M(lambda: str(r.randrange(2005, 2026)))
    elif name == "sum": v = M(lambda: r.choice([str(r.randrange(20, 9000)), f"{r.randrange(1, 90)}.{c.d(3)}", f"{r.randrange(10, 900)},{c.d(2)}"]))
    elif name == "n": # {n:lo-hi}
        lo, hi = map(int, args[0].split("-")); args = args[1:]; v = M(lambda: str(r.randrange(lo, hi+1)))
    elif name == "digits": # {digits:13}
        n = int(args[0]); args = args[1:]
        def g():
            while True:
                s = str(r.randrange(1, 10))+c.d(n-1)
                if not (n == 13 and valid_cnp(s)) and not (13 < n < 20 and luhn(s)) and not s.startswith("07"): return s
        v = M(g)
    elif name == "hex": n = int(args[0]); args = args[1:]; v = M(lambda: "".join(r.choice("0123456789abcdef") for _ in range(n)))
    elif name == "guid": v = M(lambda: "-".join("".join(r.choice("0123456789abcdef") for _ in range(k)) for k in (8, 4, 4, 4, 12)))
    elif name == "epoch":
        def g():
            while True:
                s = str(r.randrange(1609459200000, 1767225600000))
                if not valid_cnp(s): return s
        v = M(g)
    elif name == "epochcnp":
        def g():
            while True:
                s = str(r.randrange(1609459200000, 1767225600000))
                if valid_cnp(s): return s
        v = M(g)
    elif name == "epochs": v = M(lambda: str(r.randrange(1609459200, 1767225600)))
    elif name == "ean":
        def g():
            b = "594"+c.d(9); return b+str(-sum(int(x)*(3 if i % 2 else 1) for i, x in enumerate(b)) % 10)
        v = M(g)
    elif name == "isbn":
        def g():
            b = "978973"+c.d(6); return b+str(-sum(int(x)*(3 if i % 2 else 1) for i, x in enumerate(b)) % 10)
        fm = take(["dash"], "plain"); s = M(g); v = s if fm == "plain" else f"{s[:3]}-{s[3:6]}-{s[6:8]}-{s[8:12]}-{s[12]}"
    elif name == "imei":
        def g():
            b = "35"+c.d(12); return next(b+x for x in "0123456789" if luhn(b+x))
        v = M(g)
    elif name == "ip": v = M(lambda: ".".join(str(r.randrange(1, 255)) for _ in range(4)))
    elif name == "ver": v = M(lambda: f"{r.randrange(1, 12)}.{r.randrange(0, 30)}.{r.randrange(0, 90)}")
    elif name == "letters": n = int(args[0]); args = args[1:]; v = M(lambda: "".join(r.choice("ABCDEFGHKLMNPRSTUVXZ") for _ in range(n)))
    elif name == "reg": v = M(lambda: str(r.randrange(1, 9999)))
    elif name == "oldplace": v = M(lambda: r.choice(HUPLACE))
    elif name == "villa": v = M(lambda: r.choice(VILLA))
    elif name == "nbsp": v = "\u00a0"
    else: raise KeyError(name)
    for f in args: v = FILT[f](v)
    return v

PH = re.compile(r"\{([a-z][a-z0-9]*)(?:#([a-z0-9]+))?(?::([^{}\s]+))?\}")
def fill(body, seed, form, strict):
    """The text of a filled message, its spans, and those that are open."""
    c = Ctx(seed, body); out = []; spans = []; optional = []; pos = 0
    def add(s):
        nonlocal pos
        if form == "nodia": s = s.translate(DIA)
        elif form == "ced": s = s.translate(CED)
        elif form == "nfd": s = "".join(unicodedata.normalize("NFD", ch) if ch in "ăâîșțĂÂÎȘȚ" else ch for ch in s)
        out.append(s); pos += len(s.encode("utf-8"))
    def text(s):
        i = 0
        for m in PH.finditer(s):
            try: v = value(c, m[1], m[2] or "", (m[3] or "").split(",") if m[3] else [])
            except (KeyError, ValueError, IndexError):
                if strict: raise SystemExit(f"bad placeholder {m[0]} in: {body[:120]}")
                continue
            add(s[i:m.start()]); add(v); i = m.end()
        add(s[i:])
    i = 0
    for m in re.finditer(r"⟦([a-z_.]+)(\??)\|(.*?)⟧", body, re.S):
        text(body[i:m.start()]); st = pos; text(m[3]); (optional if m[2] else spans).append({"start": st, "end": pos, "detector": ALIAS[m[1]]}); i = m.end()
    text(body[i:])
    t = "".join(out)
    if "⟦" in t or "⟧" in t: raise SystemExit("unbalanced markup: "+body[:160])
    return t, spans, optional

ALT = re.compile("«([^«»]*)»")
def choose(body, seed):
    r = random.Random(seed + "choose")
    while ALT.search(body): body = ALT.sub(lambda m: r.choice(m[1].split("¦")), body, count=1)
    return body

def auto_verdict(t, spans, optional=()):
    b = t.encode(); v = "allow"
    found = {s["detector"] for s in spans}
    if "ro.birth_date" in found and found & {"ro.phone", "email"} and "person_name" in found | {s["detector"] for s in optional}: v = "warn"
    for s in spans:
        d = s["detector"]
        if d.startswith("marking."): return "block"
        if d in WARN: v = "warn"
        if d == "tlp" and re.search(rb"RED|AMBER", b[s["start"]:s["end"]].upper().replace(b" ", b"")): v = "warn"
    return v

def load(folder):
    seen = {}
    for fno, path in enumerate(sorted(glob.glob(os.path.join(HERE, folder, "*.txt")))):
        no = int(re.match(r"(\d+)", os.path.basename(path))[1]); kind = verdict = None; idx = 0; block = None
        part = 0 if ".dev." in path else 1 if ".test." in path else None
        for ln, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.rstrip("\n"); body = None
            if block is not None:
                if line == ">>>": body = "\n".join(block); block = None
                else: block.append(line); continue
            elif line.startswith("%% "): p = line.split(); kind = p[1]; verdict = p[2] if len(p) > 2 else "auto"; continue
            elif not line.strip() or line.startswith("# "): continue
            elif line == "<<<": block = []; continue
            else: body = line.replace("\\n", "\n").replace("\\t", "\t")
            v = verdict; m = re.match(r"!(allow|warn|block)[ \n]", body)
            if m: v = m[1]; body = body[m.end():]
            idx += 1
            if body in seen: print(f"DUPLICATE {path}:{ln} = {seen[body]}", file=sys.stderr); continue
            seen[body] = f"{path}:{ln}"
            yield no*1000+idx if part is None else no*1000+2*idx+part, kind, v, body, f"{os.path.basename(path)}:{ln}"
        if block is not None: raise SystemExit(f"{path}: open block")

CHECK = {"ro.cnp": lambda s: valid_cnp(re.sub(r"\D", "", s)), "iban": lambda s: valid_iban(re.sub(r"[^A-Z0-9]", "", s.upper())),
 "payment_card": lambda s: luhn(re.sub(r"\D", "", s)), "ro.cui": lambda s: valid_cui(re.sub(r"\D", "", s)),
 "ro.phone": lambda s: re.fullmatch(r"(40|0040|0)?[237]\d{8}", re.sub(r"^40?(?=0[237])", "", re.sub(r"\D", "", s))) is not None,
 "ro.trade_register": lambda s: valid_onrc(s.split(".")[-1].upper().replace(" ", "")) or re.search(r"[JFC] ?\d{1,2} ?[/ ] ?\d+ ?[/ ]", s.upper()) is not None}
# what a negative must not hold (a rough net against slips of the author)
NEGNET = [("phone", re.compile(r"(?<![\w.,/+-])(?:\+?40|0040|0)[ .\-/]?7\d{2}[ .\-/]?\d{3}[ .\-/]?\d{3}(?![\w-])")), ("fixed", re.compile(r"(?<![\w.,/-])0[23][1-6]\d?[ ./-]?\d{3}[ .]?\d{3,4}(?!\w)")),
 ("email", re.compile(r"[\w.]+@[\w-]+\.\w+")), ("iban", re.compile(r"\bRO\d{2} ?[A-Z]{4}"))]

def row(name, t, spans, optional, verdict, kind, template):
    open_ = {"optional": optional} if optional else {}
    return {"id": name, "text": t, "spans": spans, **open_, "verdict": verdict, "kind": kind, "template": template}

def build(folder, name, pos):
    n = collections.Counter(); texts = set(); rows = []; det = collections.Counter(); kinds = collections.Counter(); dett = collections.defaultdict(set); multi = 0
    for tno, kind, v, body, where in load(folder):
        n["templates"] += 1; kinds[kind] += 1
        if not pos and re.search(r"⟦(?!nm|bd)", body): raise SystemExit(where+": span in a negative")
        if pos and "⟦" not in body: raise SystemExit(where+": no span in a positive")
        fills = 0
        for k in range(3 if tno % 2 else 2):
            seed = hashlib.sha256(f"{SEED}/{name}/{tno}/{k}".encode()).hexdigest()
            fr = random.Random(seed+"form").random()
            form = "" if k == 0 or fr < .6 or kind.startswith("dodge/") else "nodia" if fr < .85 else "ced" if fr < .95 else "nfd"
            t, spans, optional = fill(choose(body, seed), seed, form, pos)
            if t in texts: continue
            texts.add(t); fills += 1
            verdict = auto_verdict(t, spans, optional) if v == "auto" else v
            b = t.encode("utf-8")
            for s in spans:
                x = b[s["start"]:s["end"]].decode("utf-8"); d = s["detector"]
                if not x.strip() or x != x.strip(): print(f"{where}: span edges {x!r}", file=sys.stderr)
                if d in CHECK and not kind.startswith("dodge/") and "bad" not in kind and not CHECK[d](x): print(f"{where}: {d} fails its check: {x!r}", file=sys.stderr)
                det[d] += 1; dett[d].add(tno)
            if len({s["detector"] for s in spans}) > 1: multi += 1
            if not pos:
                for what, rx in NEGNET:
                    m = rx.search(t)
                    if m and kind not in ("iban/example",): print(f"{where}: negative holds {what}: {m[0]!r}", file=sys.stderr)
            n["verdict "+verdict] += 1
            rows.append(row(f"{name[:3]}-{tno}-{k}", t, spans, optional, verdict, kind, tno))
        n["rows"] += fills
    for part, odd in (("dev", 0), ("test", 1)):  # all fills of a template stay in one part
        out = os.path.join(HERE, "..", f"{name}.{part}.jsonl"); tmp = out+".tmp"
        with open(tmp, "w", encoding="utf-8") as f:
            for one in rows:
                if one["template"] % 2 == odd: f.write(json.dumps(one, ensure_ascii=False)+"\n")
            f.flush(); os.fsync(f.fileno())
        os.rename(tmp, out)
    print(f"{name}: {dict(n)}"); 
    if pos:
        print("  messages with several detectors:", multi)
        print("  templates per detector:", {d: len(dett[d]) for d in sorted(set(ALIAS.values()))})
        print("  spans per detector:", dict(sorted(det.items())))
    print("  kinds:", dict(sorted(kinds.items())))

if __name__ == "__main__":
    selftest(); build("pos", "positives", True); build("neg", "negatives", False)
