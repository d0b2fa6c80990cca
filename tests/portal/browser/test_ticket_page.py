"""Working a ticket in the browser."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.portal.browser.conftest import Visit
from tests.tickets.cast import Cast


def page_of(ticket: dict[str, object]) -> str:
    return f"/portal/tickets/{ticket['id']}/"


def ask_for_news(page: Page) -> None:
    """Let the page ask now, as it does every few seconds."""
    page.evaluate("document.body.dispatchEvent(new CustomEvent('console:tick'))")


def write(page: Page, text: str, *, note: bool = False) -> None:
    if note:
        page.get_by_role("radio", name="Internal note").check(force=True)
    page.get_by_label("What you write").fill(text)
    page.get_by_role("button", name="Write note" if note else "Send reply").click()
    expect(page.locator("#timeline")).to_contain_text(text)


def test_a_reply_a_note_and_an_image(cast: Cast, visit: Visit, picture: Path) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", page_of(ticket))

    expect(page.get_by_text("Ayu Lestari and Kopi Nusantara will read this.")).to_be_visible()
    write(page, "Terima kasih, kami periksa.")
    page.get_by_label("Images").set_input_files(picture)
    write(page, "Lihat tangkapan layar.", note=True)

    note = page.locator(".entry.note")
    expect(note.get_by_text("Internal note", exact=True)).to_be_visible()
    expect(note.get_by_role("link", name=picture.name)).to_be_visible()
    expect(page.get_by_label("What you write")).to_have_value("")
    seen = cast.requester.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    assert [comment["content"] for comment in seen] == ["Terima kasih, kami periksa."]


def test_steps_skips_and_withdrawals(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", page_of(ticket))

    page.get_by_role("button", name="Move to Discuss").click()
    expect(page.get_by_text("The ticket is in Discuss now.")).to_be_visible()
    page.get_by_text("Skip, or move with a comment").click()
    page.get_by_label("Move to", exact=True).select_option("Closed")
    page.get_by_label("Comment", exact=False).first.fill("Sudah beres, Kak.")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("The requester is asked to approve the skip to Closed.")).to_be_visible()
    page.get_by_text("Withdraw the request").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("The request to skip is withdrawn.")).to_be_visible()

    assert cast.history_of(ticket) == ["created", "step", "skip_requested", "withdrawn"]


def test_assigning_and_sorting_save_by_themselves(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", page_of(ticket))

    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("The ticket is with Rina Hartono now.")).to_be_visible()
    page.get_by_label("Priority").select_option("High")
    expect(page.get_by_text("Saved.")).to_be_visible()

    shown = cast.requester.get(f"/api/tickets/{ticket['id']}/").body["ticket"]
    assert shown["priority"] == "high"
    assert cast.history_of(ticket) == ["created", "assigned", "edited"]


def test_what_is_sent_while_the_page_asks_for_news_is_not_lost(cast: Cast, visit: Visit) -> None:
    page = visit("rina", page_of(cast.open_routed_ticket()))
    unanswered: list[object] = []
    page.route(re.compile(r"/news/"), lambda route: unanswered.append(route))
    ask_for_news(page)
    expect(page.locator("article.htmx-request")).to_have_count(1)

    write(page, "Terkirim juga.")
    page.get_by_label("Priority").select_option("High")

    expect(page.get_by_text("Saved.")).to_be_visible()
    assert unanswered


def test_two_people_see_each_others_work_and_lose_nothing(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    rina, bayu = visit("rina", page_of(ticket)), visit("bayu", page_of(ticket))
    rina.get_by_label("What you write").fill("Draf Rina")
    bayu.get_by_label("What you write").fill("Draf Bayu")

    rina.get_by_role("button", name="Move to Discuss").click()
    expect(rina.get_by_role("button", name="Move to Outcome")).to_be_visible()
    ask_for_news(bayu)

    expect(bayu.locator("#timeline")).to_contain_text("moved it from Report to Discuss")
    expect(bayu.get_by_role("button", name="Move to Outcome")).to_be_visible()
    expect(bayu.get_by_label("What you write")).to_have_value("Draf Bayu")
    bayu.get_by_role("button", name="Send reply").click()
    expect(bayu.locator("#timeline")).to_contain_text("Draf Bayu")
    ask_for_news(rina)
    expect(rina.locator("#timeline")).to_contain_text("Draf Bayu")
    expect(rina.get_by_label("What you write")).to_have_value("Draf Rina")


def test_what_somebody_else_changed_is_told_and_not_overwritten(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", page_of(ticket))
    page.get_by_text("Skip, or move with a comment").click()
    page.get_by_label("Reason for the history").fill("Sudah jelas.")

    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "discuss"})
    page.get_by_role("button", name="Move", exact=True).click()

    expect(page.get_by_text("The ticket was changed while you had it open.")).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("Rina Hartono moved it from Report to Discuss")
    expect(page.get_by_label("Reason for the history")).to_have_value("Sudah jelas.")


def test_a_draft_survives_a_reload_and_a_lost_session(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", page_of(ticket))
    page.keyboard.press("n")
    page.keyboard.type("Jangan hilang")

    page.reload()
    expect(page.get_by_label("What you write")).to_have_value("Jangan hilang")
    expect(page.get_by_role("button", name="Write note")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Write note").click()
    page.get_by_role("link", name="Log in again").click()
    page.get_by_label("Username").fill("rina")
    page.get_by_label("Password").fill("kopi-tubruk-manis")
    page.get_by_role("button", name="Log in").click()

    expect(page).to_have_url(re.compile(str(ticket["id"])))
    expect(page.get_by_label("What you write")).to_have_value("Jangan hilang")
    page.get_by_role("button", name="Write note").click()
    expect(page.locator(".entry.note")).to_contain_text("Jangan hilang")
    page.reload()
    expect(page.get_by_label("What you write")).to_have_value("")
