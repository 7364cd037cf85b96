"""Briefing conferences: the part of each unit in each."""

import datetime as dt
from collections.abc import Iterator
from random import Random

from etl.demo.units import Invented, reported, words
from etl.reference import CITY, Unit, codes, unit_on


def conferences(rng: Random) -> Iterator[Invented]:
    """Yield the rows of the conferences: the part of each unit that told of it."""
    says: dict[str, list[str]] = {"speech": [], "topic": [], "proposal": []}
    for entry in words("briefing"):
        says[entry["what"]].append(entry["words"])
    for held in words("conferences"):
        day = dt.date.fromisoformat(held["date"])
        speeches = rng.sample(says["speech"] * 2, 20)
        invited = [CITY, *codes()[:-1]] if held["level"] == "city" else [CITY]
        there = [unit for code in invited if (unit := unit_on(code, day)) and reported(code, day)]
        speaks = min(0.25, 8 / len(there))  # however many come, the day has room for some ten speeches
        for unit in there:
            row: Invented = {name: held[name] or None for name in ("level", "topic", "note", "next_host")}
            row.update(unit=unit.code, conference_no=int(held["no"]), date=day, host_unit=held["host"])
            row["next_date"] = dt.date.fromisoformat(held["next_date"]) if held["next_date"] else None
            _take_part(rng, row, unit, says, speeches, speaks)
            if held["date"] < "2026-09":  # the last conference's proposals are still under way
                row["proposals_done"] = sum(rng.random() < 0.7 for _ in range(row["proposals_accepted"]))
            yield row


def _take_part(
    rng: Random, row: Invented, unit: Unit, says: dict[str, list[str]], speeches: list[str], speaks: float
) -> None:
    """Let a unit come to a conference or not, speak there and propose something."""
    leads = unit.code in (CITY, row["host_unit"])
    row["attended"] = leads or rng.random() < (0.55 if unit.short_name == "Bạch Long Vĩ" else 0.97)
    row["spoke"] = row["attended"] and (leads or rng.random() < speaks)
    row["proposals"] = rng.choice([0, 0, 1, 1, 2, 3]) if row["attended"] else 0
    row["proposals_accepted"] = sum(rng.random() < 0.6 for _ in range(row["proposals"]))
    if row["attended"]:
        row["delegates"] = rng.randint(8, 14) if leads else rng.randint(2, 5)
        row["topic_proposed"] = rng.choice(says["topic"]) if rng.random() < 0.35 else None
    if row["spoke"]:
        office = "Chủ tịch" if leads else rng.choice(["Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch"])
        row["speaker"] = f"{office} HĐND {unit.name[0].lower()}{unit.name[1:]}"
        row["speech_title"] = speeches.pop()
    if row["proposals"]:
        row["proposal_text"] = "; ".join(rng.sample(says["proposal"], row["proposals"]))
