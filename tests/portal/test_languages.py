"""Both languages are complete: what is marked is translated, and what readers see is marked."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django import Settings

from ari.domain import ConversationId
from ari.insight import insight_from
from ari.national_holidays import holidays_of
from portal.forms.texts import new_key
from portal.wording import REFUSALS
from tests.ari.conversations.business import Business, Lead, open_business
from tests.portal.conftest import LogIn
from tests.portal.consulting import ROOT, Practice, tomorrow
from tests.portal.messages import (
    CATALOGUE,
    PROJECT,
    compile_catalogue,
    extract_all,
    list_sources,
    read_catalogue,
)
from tests.portal.talks import let_ari_answer
from tests.portal.test_setting_pages import THINGS
from tests.tickets.cast import Cast, Seeder

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
# Attributes whose words readers see or hear.
WORDED = ("title", "aria-label", "placeholder", "alt", "content")


def messages(catalogue: Catalog) -> dict[object, Message]:
    return {(message.context, message.id): message for message in catalogue if message.id}


def test_the_catalogue_has_what_the_sources_say_and_no_more() -> None:
    assert set(messages(read_catalogue())) == set(messages(extract_all())), "run `make messages`"


def test_every_message_is_translated_with_its_placeholders() -> None:
    for message in messages(read_catalogue()).values():
        singles = message.id if isinstance(message.id, tuple) else (message.id,)
        translated: Any = message.string
        strings = translated if isinstance(translated, tuple) else (translated,)
        for string in strings:
            assert string, message.id
            assert sorted(PLACEHOLDER.findall(string)) == sorted(PLACEHOLDER.findall(str(singles[-1]))), message.id
        assert "fuzzy" not in message.flags, message.id


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compile_catalogue(read_catalogue())


def test_every_refusal_of_the_functions_has_words() -> None:
    codes: set[str] = set()
    for path in (PROJECT / "convex" / "model").rglob("*.ts"):
        if "migration" not in path.parts and not path.name.endswith(".test.ts"):
            codes |= set(
                re.findall(r'refuse\(\s*"(?:forbidden|not_found|conflict|invalid)",\s*"(\w+)"', path.read_text())
            )
    shown = codes - OF_OTHER_PAGES

    assert len(shown) > 12
    assert shown - set(REFUSALS) == set()


# Codes that no page of the console meets: programs alone provoke them.
OF_OTHER_PAGES: set[str] = {
    *("reservation_not_found", "slug_taken", "handoff_missing", "invalid_reply"),
    *("payment_exists", "payment_not_found", "payment_status_conflict"),
}


class Words(HTMLParser):
    """Collects the words of a page: its texts, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unread = 0
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_text(tag)
        if tag in ("script", "style", "code", "kbd", "time"):
            self._unread += 1
        named = dict(attrs)
        if tag == "meta" or named.get("translate") == "no":
            return
        self.found += [named[name] or "" for name in WORDED if name in named and tag != "time"]
        self.found += [value or "" for name, value in attrs if tag == "template" and name.startswith("data-")]

    def handle_endtag(self, tag: str) -> None:
        self._end_text(tag)
        if tag in ("script", "style", "code", "kbd", "time"):
            self._unread -= 1

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._text += data

    def _end_text(self, tag: str) -> None:
        """A sentence goes on through words that are emphasised."""
        if tag not in ("strong", "q"):
            self.found.append(self._text)
            self._text = ""


def words_of(text: str) -> list[str]:
    parser = Words()
    parser.feed(f"{text}<end>")
    return [word.strip() for word in parser.found if re.search(r"[^\W\d_]{2,}", word)]


def unmarked_in(path: Path) -> Iterator[str]:
    """Yield the words of a template that no tag translates."""
    bare, is_translated = [], False
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0]
            is_translated = name in ("blocktranslate", "comment") or (is_translated and not name.startswith("end"))
            # A tag within an attribute leaves the rest of it in place.
            bare.append("0" if not is_translated else "")
        elif token.token_type is TokenType.TEXT and not is_translated:
            bare.append(token.contents)
        elif token.token_type is TokenType.VAR:
            bare.append("0")
    yield from words_of("".join(bare))


# Words that are the same in every language, or stand in both.
NAMES = {"my21staff", "noindex", "entrance"}
BOTH = ("portal/templates/500.html", "config/templates/config/docs_page.html")


def test_no_template_holds_words_that_are_not_marked() -> None:
    found = {
        str(path.relative_to(PROJECT)): words
        for path in list_sources()
        if path.suffix == ".html" and str(path.relative_to(PROJECT)) not in BOTH
        if (words := [word for word in unmarked_in(path) if word.strip("0 ·\n") not in NAMES])
    }
    assert found == {}


PAGES = (
    "/portal/tickets/?workspace={workspace}&created_from=2020-01-01&pending=no&kind=routed",
    "/portal/tickets/?workspace={workspace}&priority=low",
    "/portal/tickets/views/",
    "/portal/tickets/new/?workspace={workspace}",
    "/portal/tickets/{ticket}/",
    "/portal/tickets/{ticket}/edit/",
    "/portal/tickets/{ticket}/requester/",
    "/portal/tickets/nothing/",
    "/portal/dashboard/",
    "/portal/conversations/?workspace={workspace}",
    "/portal/conversations/?workspace={workspace}&status=closed",
    "/portal/conversations/?workspace={workspace}&handed_off_from=2020-01-01",
    "/portal/conversations/unread/",
    "/portal/conversations/{conversation}/",
    "/portal/conversations/{conversation}/log/",
    "/portal/notifications/",
    "/portal/simulator/",
    "/portal/simulator/?workspace={workspace}",
    "/portal/replies/",
    "/portal/grants/",
    "/portal/audit/?workspace={workspace}",
    "/portal/appointments/?workspace={workspace}",
    "/portal/appointments/?workspace={workspace}&span=day",
    "/portal/appointments/list/?workspace={workspace}",
    "/portal/appointments/list/?workspace={workspace}&starts_from=2020-01-01&booked_before=2020-01-01T10:00Z",
    "/portal/appointments/list/?workspace={workspace}&starts_from=soon&status=no_show",
    "/portal/appointments/{workspace}/book/",
    "/portal/appointments/{workspace}/book/?conversation={conversation}",
    "/portal/appointments/{workspace}/{appointment}/",
    "/portal/appointments/{workspace}/{past}/",
    "/portal/appointments/{workspace}/{appointment}/move/",
    "/portal/settings/{workspace}/",
    "/portal/settings/{workspace}/flow/",
    "/portal/settings/{workspace}/knowledge/",
    "/portal/settings/{workspace}/categories/",
    "/portal/settings/{workspace}/destinations/",
    "/portal/settings/{workspace}/scoring/",
    "/portal/settings/{workspace}/hours/",
    "/portal/settings/{workspace}/days/",
    "/portal/settings/{workspace}/rules/",
    "/portal/nowhere/",
)
# What people, tenants and tickets of the cast are called; languages go by their own names.
DATA = {
    *(
        "Ayu Lestari",
        "Sari Dewi",
        "Budi Santoso",
        "Rina Hartono",
        "Dian Putri",
        "Joko Widodo",
        "staff:rina",
        "rina",
        "user",
    ),
    *("Kopi Nusantara", "Teh Wangi", "English", "Bahasa Indonesia", "my21staff", "Toko Melati"),
    *("ARI", "root", "Wulan Sari", "Salam", "Selamat siang"),
    *(value for things in THINGS.values() for words in things for value in words.values() if " " in str(value)),
    *("Kenalan", "Biaya", "Harga", "Rapat", "Malaysia", "Pukul"),
    *("Tombol simpan", "Tombol simpan tidak bereaksi.", "Catatan tim", "Halo", "ayu@example.com"),
}
# The innermost translated part: one may hold others.
MARK = re.compile(r"⟦[^⟦⟧]*⟧")


@pytest.fixture
def marked(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """A language in which each message is the English one in brackets, so that what is not translated has none."""
    catalogue = extract_all()
    for message in catalogue:
        if message.id:
            text = str(message.id[-1] if isinstance(message.id, tuple) else message.id)
            is_format = text.startswith("j M Y")
            string = text if is_format else f"⟦{text}⟧"
            strings: Any = (string,) if isinstance(message.id, tuple) else string
            message.string = strings
    folder = tmp_path / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(compile_catalogue(catalogue))
    settings.LOCALE_PATHS = [tmp_path]
    _forget_translations()
    yield
    _forget_translations()


def _forget_translations() -> None:
    real: Any = trans_real
    real._translations, real._default = {}, None
    translation.deactivate_all()


def add_things(client: Client, workspace: str) -> list[str]:
    """Add one of each kind that a workspace keeps for ARI; return the addresses of their forms."""
    addresses = []
    for route, (new, _change) in THINGS.items():
        page = f"/portal/settings/{workspace}/{route}/"
        assert client.post(page, {**new, "key": new_key()}).status_code == 302
        found = re.findall(rf'href="({page}[^/"]+/)"', client.get(page).content.decode())
        addresses.append(found[-1])
    return addresses


def test_every_word_of_a_page_is_translated(
    cast: Cast, seeder: Seeder, log_in: LogIn, marked: None, settings: Settings
) -> None:
    business, lead = open_business(cast, seeder), Lead(name="Sari Wulan")
    conversation_id = business.say(lead, "Halo, saya Sari, mau S2 di Jepang. Paspor sudah ada")
    let_ari_answer(business, conversation_id)
    business.conversations.take_over(ConversationId(conversation_id), actor=business.admin)
    said = said_in(business, lead) | kept_in(cast)
    ticket = cast.open_routed_ticket(priority="high")
    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Catatan tim", "is_internal": True})
    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "closed", "reason": "Halo"})
    practice, client = Practice(cast=cast), log_in()
    practice.open_hours()
    wulan = practice.add_lead("Wulan Sari")
    past = practice.book_past(wulan, 2)
    practice.call("ari:markNoShow", appointment_id=past["id"])
    appointment = practice.book(wulan, practice.free(tomorrow())[2])
    practice.call("ari:assignConsultant", appointment_id=appointment["id"], consultant_id=cast.member.user_id)
    reply = practice.call("portal:saveReply", title="Salam", content="Selamat siang")["reply"]
    forms = [*add_things(client, cast.workspace), f"/portal/replies/{cast.workspace}/{reply['id']}/"]
    client.cookies["django_language"] = "id"
    known = {"ticket": ticket["id"], "workspace": cast.workspace, "conversation": conversation_id}
    known |= {"appointment": appointment["id"], "past": past["id"]}

    left = {}
    for address in (*PAGES, *forms):
        page = client.get(address.format(**known))
        words = [word for word in words_of(page.content.decode()) if (rest := untranslated(word)) and rest not in DATA]
        left[address] = [word for word in words if not is_data(word, said)]

    assert {address: words for address, words in left.items() if words} == {}


def said_in(business: Business, lead: Lead) -> set[str]:
    """Return what was said in the talk and what ARI wrote down of it, which is in the words of the lead's language."""
    conversation = business.conversation_of(lead)
    contact_id, place, asker = conversation.contact.id, conversation.workspace_id, business.admin
    record = business.conversations.find_ari_record(contact_id, workspace_id=place, asker=asker)
    log = business.conversations.list_log(contact_id, workspace_id=place, asker=asker)
    assert record is not None
    insight = insight_from(record, log.rows)
    assert insight.score is not None
    texts = [*business.texts_with(lead), *insight.score.reasons]
    texts += [text for fact in insight.facts for text in (fact.text, fact.words)]
    lines = {line.strip() for text in texts for line in (text or "").splitlines()}
    return {
        *(line for line in lines if line),
        lead.name,
        f"+{lead.wa_id}",
        (conversation.last_message_preview or "?").strip(),
    }


def kept_in(cast: Cast) -> set[str]:
    """Return the words that stand there from the start: stages of the flow, holidays, replies of the hub, accounts."""
    practice = Practice(cast=cast)
    stages = practice.call("ariSettings:listFlowStages")["stages"]
    year = datetime.now(UTC).year
    holidays = {day.name for each in range(year - 1, year + 3) for day in holidays_of("ID", each)}
    # The hub's replies are for all: those of other tests are among them.
    replies = practice.call("portal:listReplies")["replies"]
    # The page of grants lists all, the first page of them; so do those that other tests left.
    grants = cast.seeder.convex.query("staffGrants:listGrants", {"actor": ROOT, "limit": 100})["grants"]
    return {
        *(grant["user_id"].removeprefix("staff:") for grant in grants),
        *(stage[part] for stage in stages for part in ("name", "goal", "exit_criteria")),
        *(reply[part] for reply in replies for part in ("title", "content")),
        *holidays,
    }


def untranslated(word: str) -> str:
    """Return what is left of a text without its translated parts."""
    people = r"\b(?:staff:)?staf-\w+"
    dates = r"\b\d{1,2} (?:\w{3,4}(?: \d{4})?|\w{5,9} \d{4})\b"
    dates_and_ids = rf"…\w{{6}}\b|\b\w{{20,}}…|{people}|{dates}"
    left, marks = re.sub(dates_and_ids, "", word), 1
    while marks:
        left, marks = MARK.subn("", left)
    return left.strip(" ·#,:…-+0123456789")


def is_data(word: str, said: Iterable[str] = ()) -> bool:
    """Test if nothing is left but names, numbers and initials of the cast, and what was said."""
    for text in sorted(said, key=len, reverse=True):
        word = word.replace(text, "")
    rest = untranslated(word)
    for name in sorted(DATA, key=len, reverse=True):
        rest = rest.replace(name, "")
    return not re.search(r"[^\W\d_]{3,}", rest) or rest.strip().startswith("kopi-")
