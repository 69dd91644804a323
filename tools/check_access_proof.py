"""Check a downloaded "who looked at my record" file: python3 check_access_proof.py ai-da-xem.json

Needs Python alone. Says whether every entry is what was sealed and whether the chain leads to the month's end.
Keep old downloads: the same place must hold the same seal in the next one.
"""

import hashlib
import json
import sys
from typing import Any


def digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check(proof: dict[str, Any]) -> list[str]:
    """What is wrong, one line each; nothing when all is well."""
    wrong = []
    seals: dict[tuple[str, int], str] = {}
    for month, chain in proof["months"].items():
        seal = chain["before"]
        for place, link in enumerate(chain["links"] or [], chain["start"]):
            seal = hashlib.sha256(f"{seal}{link}".encode()).hexdigest()
            seals[month, place] = seal
        if chain["links"] is not None and (seal != chain["head"] or place != chain["count"]):
            wrong.append(f"{month}: the chain does not lead to the end of the month")
    for entry in proof["entries"]:
        name = entry["content"]["id"]
        if digest(entry["content"]) != entry["digest"]:
            wrong.append(f"{name}: the entry is not what its digest says")
        if entry["seal"] is None:
            continue
        chain = proof["months"][entry["month"]]
        if chain["links"] is None:
            continue
        if chain["links"][entry["position"] - chain["start"]] != entry["digest"]:
            wrong.append(f"{name}: another entry stands at its place in the chain")
        if seals[entry["month"], entry["position"]] != entry["seal"]:
            wrong.append(f"{name}: the seal is not that of its place")
    return wrong


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        loaded = json.load(source)
    troubles = check(loaded)
    print("\n".join(troubles) or f"{len(loaded['entries'])} entries, all as they were sealed.")
    sys.exit(bool(troubles))
