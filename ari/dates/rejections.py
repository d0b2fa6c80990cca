"""What a text rejects: "jangan Senin", "Senin ga bisa", "selain Senin". Rejected days and hours are dropped."""

from dataclasses import dataclass

from ari.dates.cues import Cue, CueMark
from ari.dates.greetings import VOCATIVES
from ari.dates.scan import Bare, Item
from ari.dates.senses import Mark
from ari.dates.tokens import Kind, Text

_REJECTING = frozenset({Cue.REJECT, Cue.CANNOT, Cue.NOT, Cue.OCCUPIED})
_CORRECTING = frozenset({Cue.CORRECT, Cue.CORRECT_NEAR, Cue.CORRECT_BACK})
_CLAUSE_ENDS = frozenset({Cue.STOP, Cue.COMMA, Cue.TURN}) | _CORRECTING | _REJECTING
_JOINING = frozenset({Cue.OR, Cue.AND, Cue.RANGE, Cue.UNTIL})
# Words that may stand between "jangan" and the day that it rejects.
_ASKING = frozenset({"bisa", "boleh", "ada", "mau", "gimana", "apa", "apakah"})
_SELF = frozenset({"saya", "aku", "gue", "gw", "kita", "kami", "i", "im", "we"})
_FILLERS = frozenset({
    "yang", "di", "pas", "pada", "on", "at", "in", "dulu", "deh", "untuk", "buat", "the", "any", "hari",
    "kak", "dong", "do", "want", "mau", "make", "it", "kalau", "utk", "waktu", "tiap", "setiap", "kalo", "me", "for",
    "us", "bisa", "terlalu",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left of a text, and what it rejects. Neither holds the words that reject."""

    left: list[Item]
    rejected: list[Item]


def sift(items: list[Item], text: Text) -> Sifted:
    """Part what the text rejects from the rest.

    Of "besok jam 10 ga bisa, jam 2 aja" the day stays for the new hour: only the two together were rejected.
    """
    rejected: dict[int, None] = {}
    context: list[Item] = []
    for at, item in enumerate(items):
        if isinstance(item, CueMark) and item.cue in _REJECTING:
            targets, kept_days = _targets(items, at, text)
            rejected |= dict.fromkeys([*kept_days, *targets])
            context += _days_beside_times([items[target] for target in targets]) or [items[kept] for kept in kept_days]
    left = [
        item
        for at, item in enumerate(items)
        if at not in rejected and not (isinstance(item, CueMark) and item.cue in _REJECTING)
    ]
    marks = [item for item in left if isinstance(item, Mark)]
    needs_day = any(mark.has_time for mark in marks) and not any(mark.has_day for mark in marks)
    return Sifted([*context, *left] if needs_day else left, [items[at] for at in sorted(rejected)])


def _days_beside_times(items: list[Item]) -> list[Item]:
    """Return the days of a rejected phrase that had a time beside them."""
    marks = [item for item in items if isinstance(item, Mark)]
    has_time = any(mark.has_time and not mark.has_day for mark in marks)
    return [mark for mark in marks if mark.has_day and not mark.has_time] if has_time else []


def _targets(items: list[Item], at: int, text: Text) -> tuple[list[int], list[int]]:
    """Return the places of what the cue at `at` rejects, and of days that it only sets aside."""
    cue = items[at]
    left, right = _left(items, at), _right(items, at, text)
    if not isinstance(cue, CueMark) or not (left or right) or _is_condition(items, at, left, text):
        return [], []
    if cue.cue is Cue.NOT and right and items[at + 1] is items[right[0]] and items[right[0]].start == cue.end:
        return right, []
    if cue.cue in {Cue.NOT, Cue.OCCUPIED}:
        return (left if _ends_statement(items, at, left, text) else []), []
    if cue.cue is Cue.REJECT:
        is_other = (
            bool(left and right) and _is_affirmed(items, right[-1]) and _is_same_kind(items[left[-1]], items[right[0]])
        )
        return (left if is_other or not right else right), []
    if left and right and _completes(items, left, right) and not _is_affirmed(items, right[-1]):
        # "besok ga bisa jam 3": the hour is rejected, and the day is free for another.
        return right, left
    return left or right, []


def _is_condition(items: list[Item], at: int, left: list[int], text: Text) -> bool:
    """Test for "kalau Senin ga bisa, Selasa aja": Monday is still wanted. "kalau Senin saya ga bisa" rejects it."""
    cue, turn = items[at], items[left[0] - 1] if left and left[0] else None
    if not (isinstance(cue, CueMark) and isinstance(turn, CueMark)) or cue.cue is not Cue.CANNOT:
        return False
    speaks_of_self = any(text.word(place) in _SELF for place in range(turn.end, cue.end))
    return text.word(turn.start) == "kalau" and turn.cue is Cue.TURN and not speaks_of_self


def _ends_statement(items: list[Item], at: int, left: list[int], text: Text) -> bool:
    """Test if the cue stands right after a day and ends a statement: in "bisa hari ini ga kak?" it ends a question."""
    cue, last = items[at], items[left[-1]] if left else None
    if not isinstance(cue, CueMark) or last is None or last.end != cue.start:
        return False
    end = cue.end
    while text[end].kind is Kind.WORD:
        end += 1
    has_more = end > text.skip(cue.end, VOCATIVES)
    first = items[left[0]].start
    is_asked = text.is_mark(end, "?") or any(text.word(place) in _ASKING for place in range(first - 3, cue.start))
    return not is_asked and not has_more


def _left(items: list[Item], at: int) -> list[int]:
    """Return the places of the marks before the cue in its clause. What "aja" affirmed belongs to another."""
    found: list[int] = []
    for place in range(at - 1, -1, -1):
        item = items[place]
        if isinstance(item, Mark):
            found.insert(0, place)
        elif (isinstance(item, CueMark) and item.cue is Cue.ONLY and found) or (
            isinstance(item, CueMark) and item.cue in _CLAUSE_ENDS and not _is_list_comma(items, place)
        ):
            break
    return found


def _is_list_comma(items: list[Item], place: int) -> bool:
    """Test for the comma in "Senin, Selasa ga bisa", which joins days of one kind."""
    if not 0 < place < len(items) - 1:
        return False
    before, comma, after = items[place - 1 : place + 2]
    if not (
        isinstance(comma, CueMark) and comma.cue is Cue.COMMA and isinstance(before, Mark) and isinstance(after, Mark)
    ):
        return False
    return before.end == comma.start and comma.end == after.start and _is_same_kind(before, after)


def _right(items: list[Item], at: int, text: Text) -> list[int]:
    """Return the places of the phrase after the cue: until a second mark of one kind that nothing joins to it."""
    found: list[int] = []
    is_joined = False
    for place in range(at + 1, len(items)):
        item = items[place]
        if isinstance(item, Mark):
            is_second = any(_is_same_kind(items[earlier], item) for earlier in found)
            if (is_second and not is_joined) or (not found and not _is_near(items[at], item, text)):
                break
            found.append(place)
            is_joined = False
        elif isinstance(item, CueMark) and item.cue in _JOINING:
            is_joined = True
        elif isinstance(item, CueMark) and item.cue in _CLAUSE_ENDS and (found or item.cue is not Cue.TURN):
            # "ga bisa kalau Senin": before the first day, "kalau" ends no clause.
            break
    return found


def _is_near(cue: Item, mark: Mark, text: Text) -> bool:
    """Test if only fillers stand between the words that reject and a mark: "jangan lupa besok" rejects nothing."""
    if isinstance(cue, CueMark) and cue.cue is Cue.CANNOT:
        return True
    return text.skip(cue.end, _FILLERS) >= mark.start


def _is_affirmed(items: list[Item], place: int) -> bool:
    following = items[place + 1] if place + 1 < len(items) else None
    return isinstance(following, CueMark) and following.cue is Cue.ONLY


def _is_same_kind(one: Item, other: Item) -> bool:
    if isinstance(one, Bare) or isinstance(other, Bare) or isinstance(one, CueMark) or isinstance(other, CueMark):
        return False
    return (one.has_day and other.has_day) or (one.has_time and other.has_time)


def _completes(items: list[Item], left: list[int], right: list[int]) -> bool:
    """Test if the left side names days alone and the right side times alone."""
    lefts = [item for item in (items[place] for place in left) if isinstance(item, Mark)]
    rights = [item for item in (items[place] for place in right) if isinstance(item, Mark)]
    return not any(mark.has_time for mark in lefts) and not any(mark.has_day for mark in rights)
