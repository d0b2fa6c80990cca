"""Conversations, notifications and the simulator in the browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.ari.conversations.business import Business, Lead, open_business
from tests.portal.browser.conftest import Visit, expect_page
from tests.portal.talks import let_ari_answer
from tests.tickets.cast import Cast, Seeder


@pytest.fixture
def business(cast: Cast, seeder: Seeder) -> Business:
    return open_business(cast, seeder)


def tick(page: Page) -> None:
    page.evaluate("document.body.dispatchEvent(new CustomEvent('console:tick'))")


def test_a_conversation_is_taken_over_answered_and_given_back(business: Business, visit: Visit) -> None:
    lead = Lead(name="Sari Wulan")
    let_ari_answer(business, business.say(lead, "Halo, saya Sari, mau S2 di Jepang"))
    page = visit("rina", f"/portal/conversations/?workspace={business.cast.workspace}")

    page.keyboard.press("j")
    page.keyboard.press("o")
    expect_page(page, "Sari")
    expect(page.locator(".side-bot").first).to_contain_text("queued")
    page.get_by_text("Take over", exact=True).click()
    page.locator("#take_reason").fill("Saya kenal dia")
    page.get_by_role("button", name="Take the conversation over").click()
    expect(page.get_by_text("The conversation is yours. ARI is silent.")).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("took the conversation over: Saya kenal dia")

    expect(page.locator("[data-until]")).to_have_text(re.compile(r"23:\d\d:\d\d"))
    page.keyboard.press("r")
    page.keyboard.type("Halo Sari, ini Rina.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".side-user")).to_contain_text("Halo Sari, ini Rina.")
    expect(page.get_by_label("Message", exact=True)).to_have_value("")

    business.say(lead, "Oh, halo kak Rina!")
    tick(page)
    expect(page.locator(".side-contact").last).to_contain_text("Oh, halo kak Rina!")
    page.get_by_text("Give back to ARI").click()
    expect(page.get_by_text("answers at once what Sari wrote last")).to_be_visible()
    page.get_by_role("button", name="Give the conversation back").click()
    expect(page.get_by_text("ARI has the conversation again.")).to_be_visible()

    assert business.conversation_of(lead).status == "open"
    assert "Halo Sari, ini Rina." in business.texts_with(lead)


def test_news_come_without_losing_what_is_being_written(business: Business, visit: Visit) -> None:
    lead = Lead(name="Sari Wulan")
    conversation_id = business.say(lead, "Halo")
    page = visit("rina", f"/portal/conversations/{conversation_id}/")
    page.get_by_label("Message", exact=True).fill("Sebentar ya, saya ce")

    business.say(lead, "Masih di sana?")
    tick(page)

    expect(page.locator("#timeline")).to_contain_text("Masih di sana?")
    expect(page.locator("#timeline .day")).to_have_count(1)
    expect(page.get_by_label("Message", exact=True)).to_have_value("Sebentar ya, saya ce")
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Sebentar ya, saya ce")
    assert business.conversation_of(lead).unread_count == 0, "the open page reads"


def test_what_is_sent_while_the_page_asks_for_news_is_not_lost(business: Business, visit: Visit) -> None:
    page = visit("rina", f"/portal/conversations/{business.say(Lead(name='Sari Wulan'), 'Halo')}/")
    page.route(re.compile(r"/news/"), lambda _route: None)
    tick(page)
    expect(page.locator("article.htmx-request")).to_have_count(1)

    page.get_by_label("Message", exact=True).fill("Terkirim juga.")
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator(".side-user")).to_contain_text("Terkirim juga.")


def test_the_list_keeps_who_wrote_last_on_top(business: Business, visit: Visit) -> None:
    first, second = Lead(name="Pertama"), Lead(name="Kedua")
    business.say(first, "Halo")
    business.say(second, "Halo")
    page = visit("rina", f"/portal/conversations/?workspace={business.cast.workspace}")
    rows = page.locator("#rows .row")
    expect(rows.first).to_contain_text("Kedua")

    business.say(first, "Ada kabar?")
    tick(page)

    expect(rows.first).to_contain_text("Ada kabar?")
    expect(rows).to_have_count(2)
    expect(page.locator(".row.fresh")).to_have_count(1)


def test_talking_to_ari_as_a_lead(cast: Cast, visit: Visit) -> None:
    page = visit("rina", f"/portal/simulator/?workspace={cast.workspace}")
    page.get_by_label("Name of the lead's WhatsApp profile").fill("Budi")
    page.get_by_label("What the lead writes").fill("Halo, mau kuliah S2 di Jepang")
    page.get_by_role("button", name="Say it").click()

    expect(page.locator(".side-bot.message").first).to_be_visible()
    expect(page.locator(".known")).to_contain_text("Japan")
    page.locator(".trace summary").first.click()
    expect(page.locator(".trace li").first).to_contain_text("Read as: an answer")
    page.get_by_label("What the lead writes").fill("IELTS saya 7")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".known")).to_contain_text("IELTS 7")
