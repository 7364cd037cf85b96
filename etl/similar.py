"""Earlier questions that ask much the same, offered for a human to confirm (`asked_again_of`); never counted by itself.

Two summaries are compared word by word: accents folded, abbreviations written out, words that every question has
dropped, names and numbers weighing more. Where the two name different places the score falls below what is offered. A
pair's score depends on the pair alone: it can be recomputed by hand, and is the same on every database.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.accounts import Actor
from etl.errors import MisuseError
from etl.records.question import Question
from etl.text import Text, clean, fold

Scope = Literal["unit", "city"]

# The lowest score that is offered. Chosen between the examples of the tests: repeats, reworded or with another order,
# score 94 and more; another street, or the same street in another matter, at most 62.
LEAST = 75.0
# What a name or number weighs, where a word weighs 1. Chosen: a little more, so that of two texts with as many words in
# common the one about the same place comes first; at 2, the bare words `Đường Lê Lợi` are offered for any matter there.
_NAMED = 1.2
# What is left of the score where both name a place of one sort, and not the same. Two texts that are alike but for
# their streets must stay below LEAST, with respondent and topic the same: 100 × 0.6 + 4 = 64.
_ELSEWHERE = 0.6
# What is left where only one names a place, and the other does not have its words: it may mean the same place, so
# texts that are alike otherwise are just offered (100 × 0.75 = LEAST).
_ONE_PLACE = 0.75
# A text of fewer words is not found again by being part of a longer one: `Giá đất` is not `Giá đất bồi thường cho các
# hộ bị thu hồi …`. At 5, the three words `Đường Lê Lợi` would be found in every text about that street.
_FEW = 8.0
_LITTLE = 2.0  # what the same respondent adds, and what the same topic adds; chosen: a hint, too little to make up for another place
_LONGEST = 2_000  # characters of one summary; chosen: what comes later is not compared, so that no text takes long
_MOST_REASONS = 6  # chosen: as many as a reader looks at

# Words of grammar, and the phrases with which any question begins or ends.
_COMMON = (
    "và,của,các,những,là,có,được,cho,với,trong,trên,tại,ở,từ,đến,để,khi,mà,thì,bị,do,về,theo,này,đó,còn,đã,đang,sẽ,vẫn"
    ",chưa,không,nhiều,một,rất,cũng,như,nhưng,hay,hoặc,vì,sao,nên,rồi,ra,vào,lại,việc,số,gì,nào,thế,ai,nêu,hỏi,xin"
    ",đề nghị,cho biết,cử tri,phản ánh,kiến nghị,tái chất,chất vấn,câu hỏi,đồng chí,trả lời,làm rõ,bao giờ,địa bàn"
    ",tình trạng,tiếp tục,quan tâm"
)
_DROPPED = frozenset(_COMMON.split(","))
_DROPPED_PLAIN = frozenset(map(fold, _DROPPED))  # in a text without accents
_MAY_BE_DROPPED = frozenset(word for phrase in _DROPPED_PLAIN for word in phrase.split())
_ABBREVIATIONS = (
    "ubnd=uy ban nhan dan,hdnd=hoi dong nhan dan,tp=thanh pho,q=quan,h=huyen,p=phuong,x=xa,tdp=to dan pho,kdc=khu dan cu"
    ",ql=quoc lo,tl=tinh lo,kcn=khu cong nghiep,gcn=giay chung nhan,qsdd=quyen su dung dat,gpmb=giai phong mat bang"
    ",gcnqsdd=giay chung nhan quyen su dung dat,tdc=tai dinh cu,bvmt=bao ve moi truong,vsmt=ve sinh moi truong"
    ",attp=an toan thuc pham,atgt=an toan giao thong,tngt=tai nan giao thong,pccc=phong chay chua chay"
    ",bhyt=bao hiem y te,bhxh=bao hiem xa hoi,ntm=nong thon moi,tthc=thu tuc hanh chinh,cchc=cai cach hanh chinh"
    ",thpt=trung hoc pho thong,thcs=trung hoc co so"
)
_SHORT = {short: words.split() for short, words in (pair.split("=") for pair in _ABBREVIATIONS.split(","))}
# The words before a name that say of which sort the place is. Only places of one sort can contradict each other.
_SORTS = {
    form: sort
    for sort, words in {
        "district": ("quận", "huyện", "thành phố"),
        "ward": ("phường", "xã", "thị trấn", "TT", "khu vực", "đặc khu"),
        "hamlet": ("thôn", "tổ", "xóm", "ấp", "khu", "dân phố", "dân cư"),
        "road": ("đường", "phố", "quốc lộ", "tỉnh lộ", "ngõ", "ngách", "hẻm", "nút giao"),
        "building": ("cầu", "chợ", "trường", "tiểu học", "mầm non", "công viên", "bệnh viện", "sông", "kênh", "hồ"),
    }.items()
    for word in words
    for form in (word.lower(), fold(word))
}
_WORD = re.compile(r"\d+[^\W\d_]?(?!\w)|\d+|[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.:;?!]\s")


class Similar(NamedTuple):
    """An earlier question that asks much the same. `why`: the words that both have, as the earlier one has them."""

    key: str
    code: str
    unit: str
    asked_date: dt.date
    summary: str
    score: float
    why: tuple[str, ...]
    carried_over: bool


class _Word(NamedTuple):
    """One word of a summary."""

    folded: str
    form: str  # by which the lists above know it: with accents, where the text has any
    start: int
    end: int
    dropped: bool  # any question has it
    named: bool  # a number, or a capital that begins no sentence
    apart: bool  # a comma or the like stands before it


class _Gist(NamedTuple):
    """What of a summary is compared."""

    words: frozenset[str]
    named: frozenset[str]
    places: tuple[tuple[str, str], ...]  # (sort, name)
    in_order: str
    cased: bool  # without capitals its places are only guessed

    def weight(self) -> float:
        return len(self.words) + (_NAMED - 1) * len(self.named)


def similar(
    connection: Connection,
    actor: Actor,
    question: str | Mapping[str, Any],
    scope: Scope = "unit",
    limit: int = 5,
) -> list[Similar]:
    """Return the questions asked before one that ask much the same, the most similar first.

    `question`: the key of a stored question, or a row (unit, asked_date, summary; key, respondent, topic,
    asked_again_of where known). `scope`: of its own unit, or of all units of the city. What it is already said to ask
    again, itself or through others, is left out. MisuseError where no question has the key.
    """
    row = _stored(connection, question) if isinstance(question, str) else question
    asked = _gist(clean(row["summary"])[:_LONGEST])
    chain = _chain(connection, row)
    offers = []
    for earlier in connection.execute(_before(row, scope)):
        text = earlier.summary[:_LONGEST]
        if not _may_be_like(asked, text) or (earlier.unit, earlier.code) in chain:
            continue
        score = _likeness(asked, _gist(text))
        score += sum(_LITTLE for name in ("respondent", "topic") if getattr(earlier, name) == row.get(name))
        if score >= LEAST:
            offers.append((min(score, 100.0), earlier))
    offers.sort(key=lambda offer: (-offer[0], -offer[1].asked_date.toordinal(), offer[1].key))
    return [
        Similar(
            *(earlier.key, earlier.code, earlier.unit, earlier.asked_date, earlier.summary),
            score=round(score, 1),
            why=_why(asked, earlier.summary[:_LONGEST]),
            carried_over=bool(earlier.carried_over),
        )
        for score, earlier in offers[:limit]
    ]


def _stored(connection: Connection, key: str) -> Mapping[str, Any]:
    stored = connection.execute(sa.select(Question.__table__).where(Question.key == key)).first()
    if stored is None:
        raise MisuseError(Text(f"Không có chất vấn {key}.", f"There is no question {key}."))
    return dict(stored._mapping)


def _before(row: Mapping[str, Any], scope: Scope) -> sa.Select[Any]:
    names = ("key", "code", "unit", "asked_date", "respondent", "topic", "summary", "carried_over")
    query = sa.select(*(getattr(Question, name) for name in names)).where(Question.asked_date < row["asked_date"])
    return query.where(Question.unit == row["unit"]) if scope == "unit" else query


def _chain(connection: Connection, row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return (unit, code) of the question that a row is said to ask again, of the one which that asks again, and so on."""
    chain: set[tuple[str, str]] = set()
    codes = {row.get("asked_again_of")}
    while codes := {code for code in codes if code and (row["unit"], code) not in chain}:
        chain |= {(row["unit"], code) for code in codes}
        query = sa.select(Question.asked_again_of).where(Question.unit == row["unit"], Question.code.in_(codes))
        codes = set(connection.scalars(query))
    return chain


# --- what a summary says ---------------------------------------------------------------------------------------------


_folded = lru_cache(maxsize=20_000)(fold)


def _words(text: str) -> list[_Word]:
    """Return the words of a cleaned text; an abbreviation as the words that it stands for."""
    plain, cased = text.isascii(), _is_cased(text)
    words: list[_Word] = []
    begins, end, short = True, 0, None
    for match in _WORD.finditer(text):
        between, written = text[end : match.start()], match[0]
        start, end = match.span()
        apart = between != " " and bool(between.strip()) and not short
        begins = begins or (apart and bool(_SENTENCE_END.search(between)))
        folded = _folded(written)
        short = _SHORT.get(folded) if not written.islower() or text[end : end + 1] == "." else None
        if short:
            words += [_Word(word, word, start, end, False, False, apart) for word in short]
        else:
            named = written[0].isdigit() or (cased and not begins and written[0].isupper())
            words.append(_Word(folded, folded if plain else written.lower(), start, end, False, named, apart))
        begins = False
    return _without(words, _DROPPED_PLAIN if plain else _DROPPED)


def _without(words: list[_Word], dropped: frozenset[str]) -> list[_Word]:
    """Return the words with those marked that stand in `dropped`, alone or with a neighbour."""
    forms = ["", *(word.form for word in words), ""]
    return [
        word._replace(dropped=True)
        if not word.named and (form in dropped or f"{before} {form}" in dropped or f"{form} {after}" in dropped)
        else word
        for word, before, form, after in zip(words, forms, forms[1:], forms[2:], strict=False)
    ]


def _is_cased(text: str) -> bool:
    """Tell whether capitals say anything in a text."""
    return text not in (text.upper(), text.lower())


def _sort(words: list[_Word], last: int) -> str | None:
    """Return the sort of place that a name behind the word number `last` would be.

    Two words are tried before one: a `tổ dân phố` is a hamlet, though `phố` alone is a road.
    """
    if words[last].form in ("số", "so") and last:  # tổ dân phố số 3
        last -= 1
    form = words[last].form
    return (_SORTS.get(f"{words[last - 1].form} {form}") if last else None) or _SORTS.get(form)


def _places(words: list[_Word], cased: bool) -> Iterator[tuple[str, str]]:
    """Yield (sort, name) of the places that a summary names. Without capitals, two words behind such a sort's word."""
    at, sort, ended = 1, None, 0
    while at < len(words):
        to = at
        while to < len(words) and _goes_on(words, at, to, cased):
            to += 1
        # A list: in `phường Máy Chai, Cầu Tre` the second is a ward, too, where it has two words at least.
        listed = sort if cased and at == ended and to > at + 1 else None
        sort = listed if words[at].apart else _sort(words, at - 1)
        if sort and to > at:
            yield sort, " ".join(word.folded for word in words[at:to])
            ended = to
        at = to if ended == to > at and cased else at + 1


def _goes_on(words: list[_Word], at: int, to: int, cased: bool) -> bool:
    word = words[to]
    if to > at and (word.apart or words[at].folded[0].isdigit()):
        return False
    # Without capitals nothing says where a name ends: two words are taken, as in `đường lê lợi`. A word that any
    # question has may be part of one only where it carries no accent, so that it may be another word.
    return word.named if cased else (to < at + 2 and (not word.dropped or word.form == word.folded))


@lru_cache(maxsize=4_096)
def _gist(summary: str) -> _Gist:
    words, cased = _words(summary), _is_cased(summary)
    kept = [word for word in words if not word.dropped]
    return _Gist(
        frozenset(word.folded for word in kept),
        frozenset(word.folded for word in kept if word.named),
        tuple(dict.fromkeys(_places(words, cased))),
        "".join(f" {word.folded}" for word in words) + " ",
        cased,
    )


# --- how alike two are -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=32_768)
def _at_a_glance(summary: str) -> tuple[tuple[str, ...], int]:
    """Return all words that a summary may be taken to have, and how many are kept at least."""
    words = {_folded(word) for word in _WORD.findall(summary)}
    written_out = {word for short in words & _SHORT.keys() for word in _SHORT[short]}
    return tuple(words | written_out), len(words - _MAY_BE_DROPPED - _SHORT.keys())


def _may_be_like(asked: _Gist, summary: str) -> bool:
    """Tell quickly whether a summary can be offered at all; most cannot, and need no closer look."""
    words, kept = _at_a_glance(summary)
    # The most that the closer look can give: every shared word a name, respondent and topic the same, no other place.
    most = _NAMED * len(asked.words.intersection(words))
    return 100 * _share(most, asked.weight(), kept) + 2 * _LITTLE >= LEAST


def _share(shared: float, weight: float, other: float) -> float:
    """Return which part of the shorter text is shared; a very short one has to be alike as a whole.

    The shorter one counts because an office adds to what was asked (`Cử tri tiếp tục phản ánh, đề nghị …`), and takes
    away. The second way, against both texts, is what lets `Giá đất` find `Giá đất`, however few words it has.
    """
    return max(2 * shared / (shared + max(min(weight, other), _FEW)), 2 * shared / (weight + other)) if shared else 0.0


def _likeness(gist: _Gist, other: _Gist) -> float:
    """Return 0 to 100: the shared words against those of the shorter text, lowered where the places differ."""
    shared = len(gist.words & other.words) + (_NAMED - 1) * len(gist.named & other.named)
    return 100 * _share(shared, gist.weight(), other.weight()) * _same_place(gist, other)


def _same_place(gist: _Gist, other: _Gist) -> float:
    mine, its = {sort for sort, _name in gist.places}, {sort for sort, _name in other.places}
    for sort in mine & its:
        pairs = [(a, b) for s, a in gist.places if s == sort for t, b in other.places if t == sort]
        if not any(_is_same(a, b, gist, other) for a, b in pairs):
            return _ELSEWHERE
    none_is_sure = not any(either.cased and either.places for either in (gist, other))
    if mine & its or none_is_sure or _has_place_of(gist, other) or _has_place_of(other, gist):
        return 1.0
    return _ELSEWHERE if mine and its else _ONE_PLACE


def _is_same(a: str, b: str, gist: _Gist, other: _Gist) -> bool:
    if f"{a} ".startswith(f"{b} ") or f"{b} ".startswith(f"{a} "):
        return True
    return (not gist.cased and f" {b} " in gist.in_order) or (not other.cased and f" {a} " in other.in_order)


def _has_place_of(gist: _Gist, other: _Gist) -> bool:
    return other.cased and any(f" {name} " in gist.in_order for _sort, name in other.places)


def _why(asked: _Gist, summary: str) -> tuple[str, ...]:
    """Return the words of an earlier summary that the later one has: names first, then the longest."""
    runs: list[list[_Word]] = []
    before: _Word | None = None
    for word in _words(summary):
        shared = not word.dropped and word.folded in asked.words
        if shared and before and not word.apart:
            runs[-1].append(word)
        elif shared:
            runs.append([word])
        before = word if shared else None
    runs.sort(key=lambda run: (-any(word.named for word in run), -len(run)))
    shown: set[str] = set()
    why = []
    for run in runs:
        if not shown.issuperset(word.folded for word in run):
            why.append(summary[run[0].start : run[-1].end])
            shown.update(word.folded for word in run)
    return tuple(why[:_MOST_REASONS])
