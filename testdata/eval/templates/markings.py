#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Writes ../markings.{dev,test}.jsonl: documents with markings and ordinary uses of the same words.

markings/*.txt are whole messages in the format that gen.py tells of, filled once each. markings/sets holds the
spellings of the markings and the carriers they are set into: two of the marking's own language and one that fits
every language. Even templates and spellings are in the dev part, odd ones in the test part; files 30 to 39 are whole in
the test part, other files from 20 on whole in the dev part.
"""
import hashlib, json, os, random, re, sys
import gen

SETS = os.path.join(gen.HERE, "markings", "sets")
SEED = "pecete-markings-1"

def lines(name):
    with open(os.path.join(SETS, name), encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line and not line.startswith("# "): yield line

def carriers():
    """Carriers by language, in the order written."""
    found, language = {}, None
    for line in lines("carriers.txt"):
        if line.startswith("%% "): language = line[3:]; found.setdefault(language, []); continue
        found[language].append(line.replace("\\n", "\n"))
    return found

def whole():
    for number, kind, verdict, body, _ in gen.load("markings"):
        yield number, f"{number}", kind, verdict, body, None

def spelled():
    by_language = carriers()
    for number, line in enumerate(lines("spellings.txt")):
        detector, level, language, spelling = line.split("|", 3)
        own, common = by_language[language], by_language["any"]
        chosen = [own[number % len(own)], own[(number + 1 + number // len(own)) % len(own)], common[number % len(common)]]
        kind = gen.ALIAS[detector] + "/spelling"
        for k, carrier in enumerate(dict.fromkeys(chosen)):
            body = carrier.replace("⟦M⟧", f"⟦{detector}|{spelling}⟧")
            yield 50000 + number, f"{50000 + number}-{k}", kind, "auto", body, level

def part_of(template):
    file = template // 1000
    if 20 <= file < 50: return "test" if 30 <= file < 40 else "dev"
    return "test" if template % 2 else "dev"

def main():
    rows, seen = {"dev": [], "test": []}, set()
    for template, name, kind, verdict, body, level in sorted([*whole(), *spelled()], key=lambda row: part_of(row[0]) == "dev" and 40 <= row[0] // 1000 < 50):
        seed = hashlib.sha256(f"{SEED}/{name}".encode()).hexdigest()
        text, spans, optional = gen.fill(body, seed, "", False)
        if text in seen: continue
        seen.add(text)
        if verdict == "auto": verdict = gen.auto_verdict(text, spans, optional)
        row = gen.row(f"mark-{name}", text, spans, optional, verdict, kind, template)
        if level: row["level"] = level
        rows[part_of(template)].append(row)
    for part, written in rows.items():
        path = os.path.join(gen.HERE, "..", f"markings.{part}.jsonl")
        with open(path, "w", encoding="utf-8") as f:
            for row in written: f.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{part}: {sum(bool(r['spans']) for r in written)} marked, {sum(not r['spans'] for r in written)} ordinary")

if __name__ == "__main__":
    main()
