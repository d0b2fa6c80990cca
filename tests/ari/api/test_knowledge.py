"""/api/ari/knowledge/categories/ and /api/ari/knowledge/entries/."""

from typing import Any

import pytest

from tests.ari.api.company import (
    Company,
    refuses_malformed,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
    said,
)

CATEGORIES, ENTRIES = "knowledge/categories", "knowledge/entries"
ENTRY = {"title": "Berapa biayanya?", "content": "Mulai dari 300 juta rupiah setahun."}


def add_category(company: Company, name: str = "Biaya", **fields: object) -> dict[str, Any]:
    category: dict[str, Any] = company.must("POST", CATEGORIES, {"name": name, **fields}, 201)["category"]
    return category


def add_entry(company: Company, **fields: object) -> dict[str, Any]:
    entry: dict[str, Any] = company.must("POST", ENTRIES, {**ENTRY, **fields}, 201)["entry"]
    return entry


def titles(company: Company, **query: str) -> list[str]:
    """Return the titles of all pages, two entries a page."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = company.owner.send("GET", company.url(ENTRIES, limit="2", cursor=cursor, **query))
        assert answer.status == 200, answer.body
        found += [entry["title"] for entry in answer.body["entries"]]
        cursor = answer.body["next_cursor"]
    return found


def test_a_category_is_added_behind_the_others(company: Company) -> None:
    first = add_category(company, " Biaya ", description="Tentang uang")
    second = add_category(company, "Visa")

    shown = {key: first[key] for key in ("name", "description", "display_order")}
    assert shown == {"name": "Biaya", "description": "Tentang uang", "display_order": 0}
    assert (second["description"], second["display_order"]) == (None, 1)
    assert company.must("GET", CATEGORIES) == {"categories": [first, second]}


def test_a_category_is_renamed_described_and_moved(company: Company) -> None:
    first, second = add_category(company, "Biaya"), add_category(company, "Visa")
    changes = {"name": "Izin tinggal", "description": None, "display_order": 0}
    company.must("PATCH", f"{CATEGORIES}/{first['id']}", {"display_order": 7})

    changed = company.must("PATCH", f"{CATEGORIES}/{second['id']}", changes)["category"]

    assert changed == {**second, **changes, "updated_at": changed["updated_at"]}
    assert [entry["name"] for entry in company.must("GET", CATEGORIES)["categories"]] == ["Izin tinggal", "Biaya"]


def test_a_name_is_taken_once(company: Company) -> None:
    first, other = add_category(company, "Café"), add_category(company, "Visa")

    for name in ("Café", "  Cafe\u0301  "):
        taken = company.ask("POST", CATEGORIES, {"name": name})
        assert said(taken) == (409, "category_name_taken")
        assert taken.body["category_id"] == first["id"]
    renamed = company.ask("PATCH", f"{CATEGORIES}/{other['id']}", {"name": "Café"})
    assert said(renamed) == (409, "category_name_taken")


def test_a_category_takes_its_entries_with_it_and_says_how_many(company: Company) -> None:
    category, other = add_category(company), add_category(company, "Visa")
    for at in range(3):
        add_entry(company, title=f"T{at}", category_id=category["id"])
    kept = [add_entry(company, title="Lain", category_id=other["id"]), add_entry(company, title="Bebas")]

    answer = company.must("DELETE", f"{CATEGORIES}/{category['id']}")

    assert answer == {"success": True, "entriesDeleted": 3}
    assert titles(company) == [entry["title"] for entry in reversed(kept)]
    assert said(company.ask("DELETE", f"{CATEGORIES}/{category['id']}")) == (404, "category_not_found")


def test_a_deletion_asked_for_again_tells_the_same(company: Company) -> None:
    category = add_category(company)
    add_entry(company, category_id=category["id"])
    route = f"{CATEGORIES}/{category['id']}"

    first = company.ask("DELETE", route, Idempotency_Key="k1")
    again = company.ask("DELETE", route, Idempotency_Key="k1")

    assert (first.body, again.body) == ({"success": True, "entriesDeleted": 1},) * 2


def test_a_category_with_many_entries_goes_in_steps_that_are_counted_together(company: Company) -> None:
    """Migrated workspaces may have more than one transaction deletes."""
    made = {"created_at": 1_700_000_000_000, "updated_at": 1_700_000_000_000}
    workspace = {"id": company.cast.source_workspace}
    source = "0c0ffee0-0000-4000-8000-" + company.workspace[:12]
    row = {"workspace_id": workspace, "is_active": True, "content": "x", **made}
    company.cast.seeder.add(
        "ariKnowledgeCategories",
        {"supabaseId": source, "workspace_id": workspace, "name": "Lama", "display_order": 0, **made},
    )
    for start in (0, 400):
        company.cast.seeder.add(
            "ariKnowledgeEntries",
            *(
                {**row, "supabaseId": f"{source[:-4]}{at:04}", "title": f"T{at}", "category_id": {"id": source}}
                for at in range(start, start + 400)
            ),
        )
    (category,) = company.must("GET", CATEGORIES)["categories"]
    route = f"{CATEGORIES}/{category['id']}"

    first = company.ask("DELETE", route, Idempotency_Key="k1")
    again = company.ask("DELETE", route, Idempotency_Key="k1")

    assert (first.body["entriesDeleted"], again.body["entriesDeleted"]) == (800, 800)
    assert titles(company) == []


def test_an_entry_is_added_shown_changed_and_deleted(company: Company) -> None:
    category = add_category(company)
    entry = add_entry(company, category_id=category["id"], title="  Berapa biayanya? ")
    route = f"{ENTRIES}/{entry['id']}"
    assert (entry["title"], entry["category_id"], entry["is_active"]) == (ENTRY["title"], category["id"], True)
    assert company.must("GET", route) == {"entry": entry}

    changes = {"content": "Mulai dari 350 juta.", "is_active": False, "category_id": None}
    changed = company.must("PATCH", route, changes)["entry"]

    assert changed == {**entry, **changes, "updated_at": changed["updated_at"]}
    assert company.ask("DELETE", route).status == 204
    assert said(company.ask("GET", route)) == (404, "entry_not_found")


def test_entries_are_listed_newest_first_by_category_and_state(company: Company) -> None:
    category = add_category(company)
    for at in range(5):
        add_entry(
            company, title=f"T{at}", is_active=at != 4, **({"category_id": category["id"]} if at % 2 == 0 else {})
        )

    assert titles(company) == ["T4", "T3", "T2", "T1", "T0"]
    assert titles(company, category=category["id"]) == ["T4", "T2", "T0"]
    assert titles(company, category="none") == ["T3", "T1"]
    assert titles(company, category=category["id"], active="true") == ["T2", "T0"]
    assert titles(company, active="false") == ["T4"]


def test_a_cursor_of_another_question_is_refused(company: Company) -> None:
    for at in range(3):
        add_entry(company, title=f"T{at}")
    cursor = company.owner.send("GET", company.url(ENTRIES, limit="1")).body["next_cursor"]

    other = company.owner.send("GET", company.url(ENTRIES, limit="1", active="true", cursor=cursor))
    stranger = company.admin.send("GET", company.url(ENTRIES, limit="1", cursor=cursor))

    assert (said(other), said(stranger)) == ((422, "bad_cursor"), (422, "bad_cursor"))


def test_texts_at_their_limits_are_taken(company: Company) -> None:
    entry = add_entry(company, title="😀" * 255, content="é" * 20_000)

    assert (len(entry["title"]), len(entry["content"])) == (255, 20_000)


def test_a_category_of_the_neighbour_is_no_category_of_ours(company: Company) -> None:
    query = f"?workspaceId={company.cast.next_workspace}"
    theirs = company.neighbour.send("POST", f"/api/ari/{CATEGORIES}/{query}", {"name": "Rahasia"}).body["category"]

    created = company.ask("POST", ENTRIES, {**ENTRY, "category_id": theirs["id"]})
    listed = company.owner.send("GET", company.url(ENTRIES, category=theirs["id"]))
    deleted = company.ask("DELETE", f"{CATEGORIES}/{theirs['id']}")

    assert created.status == 422
    assert created.body["fields"] == {"category_id": ["There is no such category in this workspace."]}
    assert (said(listed), said(deleted)) == ((404, "category_not_found"),) * 2
    assert company.neighbour.send("GET", f"/api/ari/{CATEGORIES}/{query}").body["categories"] == [theirs]


def test_stale_changes_and_deletions_are_refused(company: Company) -> None:
    category, entry = add_category(company), add_entry(company)
    for route, thing in ((f"{CATEGORIES}/{category['id']}", category), (f"{ENTRIES}/{entry['id']}", entry)):
        name = "name" if "name" in thing else "title"
        company.must("PATCH", route, {name: "Baru", "expected_updated_at": thing["updated_at"]})
        stale = {name: "Lagi", "expected_updated_at": thing["updated_at"]}
        assert said(company.ask("PATCH", route, stale)) == (409, "stale_write")
        deletion = company.owner.send("DELETE", company.url(route, expected_updated_at=thing["updated_at"]))
        assert said(deletion) == (409, "stale_write")


def test_the_same_request_again_adds_one(company: Company) -> None:
    for route, body in ((CATEGORIES, {"name": "Visa"}), (ENTRIES, ENTRY)):
        first = company.ask("POST", route, body, Idempotency_Key=f"k-{route}")
        again = company.ask("POST", route, body, Idempotency_Key=f"k-{route}")
        assert (again.status, again.body) == (201, first.body)
    assert titles(company) == [ENTRY["title"]]


def test_a_key_belongs_to_one_workspace(company: Company) -> None:
    """The same body under the same key for another workspace is another request."""
    first = company.superuser.send("POST", company.url(CATEGORIES), {"name": "Visa"}, Idempotency_Key="k1")
    path = f"/api/ari/{CATEGORIES}/?workspaceId={company.cast.next_workspace}"
    other = company.superuser.send("POST", path, {"name": "Visa"}, Idempotency_Key="k1")

    assert first.status == 201
    assert said(other) == (422, "idempotency_key_reused")


def test_those_who_lead_write(company: Company) -> None:
    category, entry = add_category(company), add_entry(company)
    attempts: list[tuple[str, str, object]] = [
        ("POST", CATEGORIES, {"name": "Lain"}),
        ("PATCH", f"{CATEGORIES}/{category['id']}", {"description": "Ya"}),
        ("POST", ENTRIES, ENTRY),
        ("PATCH", f"{ENTRIES}/{entry['id']}", {"content": "Ya"}),
    ]
    for name, caller in company.configurers.items():
        for method, route, body in attempts:
            sent = {"name": name} if body == {"name": "Lain"} else body
            assert company.ask(method, route, sent, by=caller).status in (200, 201), (name, method, route)
    for caller in company.onlookers.values():
        assert company.ask("GET", CATEGORIES, by=caller).status == 200
        assert company.ask("GET", f"{ENTRIES}/{entry['id']}", by=caller).status == 200
        attempts += [("DELETE", f"{CATEGORIES}/{category['id']}", b""), ("DELETE", f"{ENTRIES}/{entry['id']}", b"")]
        for method, route, body in attempts:
            assert said(company.ask(method, route, body, by=caller)) == (403, "forbidden"), (method, route)


@pytest.mark.parametrize(
    ("route", "field", "value"),
    [
        (CATEGORIES, "name", ""),
        (CATEGORIES, "name", "x" * 101),
        (CATEGORIES, "name", None),
        (CATEGORIES, "description", "x" * 1_001),
        (CATEGORIES, "colour", "red"),
        (ENTRIES, "title", " "),
        (ENTRIES, "title", "x" * 256),
        (ENTRIES, "content", ""),
        (ENTRIES, "content", "x" * 20_001),
        (ENTRIES, "content", 5),
        (ENTRIES, "category_id", ""),
        (ENTRIES, "category_id", 7),
        (ENTRIES, "category_id", "nothing"),
        (ENTRIES, "is_active", 1),
        (ENTRIES, "author", "x"),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, route: str, field: str, value: object) -> None:
    good = {"name": "Biaya"} if route == CATEGORIES else ENTRY
    thing = add_category(company) if route == CATEGORIES else add_entry(company)

    created = company.ask("POST", route, {**good, field: value})
    changed = company.ask("PATCH", f"{route}/{thing['id']}", {field: value})

    assert (created.status, list(created.body["fields"])) == (422, [field])
    assert (changed.status, list(changed.body["fields"])) == (422, [field])


@pytest.mark.parametrize("order", [-1, 1.5, "1", True, None, 1_000_001])
def test_a_place_in_the_order_that_is_none(company: Company, order: object) -> None:
    category = add_category(company)

    answer = company.ask("PATCH", f"{CATEGORIES}/{category['id']}", {"display_order": order})

    assert (answer.status, list(answer.body["fields"])) == (422, ["display_order"])


@pytest.mark.parametrize("query", [{"active": "yes"}, {"limit": "0"}, {"limit": "101"}, {"limit": "x"}])
def test_a_parameter_that_is_none(company: Company, query: dict[str, str]) -> None:
    answer = company.owner.send("GET", company.url(ENTRIES, **query))

    assert (answer.status, list(answer.body["fields"])) == (422, list(query))


ATTEMPTS: list[tuple[str, str, object]] = [
    ("GET", CATEGORIES, b""),
    ("POST", CATEGORIES, {"name": "Visa"}),
    ("PATCH", f"{CATEGORIES}/{{id}}", {"name": "Lain"}),
    ("DELETE", f"{CATEGORIES}/{{id}}", b""),
    ("GET", ENTRIES, b""),
    ("POST", ENTRIES, ENTRY),
    ("GET", f"{ENTRIES}/{{id}}", b""),
    ("PATCH", f"{ENTRIES}/{{id}}", {"title": "Lain"}),
    ("DELETE", f"{ENTRIES}/{{id}}", b""),
]


@pytest.mark.parametrize(("method", "route", "body"), ATTEMPTS)
def test_outsiders_and_missing_workspaces(company: Company, method: str, route: str, body: object) -> None:
    thing = add_category(company) if route.startswith(CATEGORIES) else add_entry(company)
    address = route.format(id=thing["id"])

    refuses_outsiders(company, method, address, body)
    refuses_missing_workspaces(company, method, address, body)
    refuses_parameters(company, method, address, body)


@pytest.mark.parametrize("thing_id", ["nothing", "k" * 32, "%F0%9F%98%80"])
def test_a_thing_that_there_is_not(company: Company, thing_id: str) -> None:
    for method, body in (("PATCH", {"name": "x"}), ("DELETE", b"")):
        assert said(company.ask(method, f"{CATEGORIES}/{thing_id}", body)) == (404, "category_not_found")
    for method, body in (("GET", b""), ("PATCH", {"title": "x"}), ("DELETE", b"")):
        assert said(company.ask(method, f"{ENTRIES}/{thing_id}", body)) == (404, "entry_not_found")


def test_the_neighbour_does_not_reach_our_things_through_their_own_workspace(company: Company) -> None:
    category, entry = add_category(company), add_entry(company)
    query = f"?workspaceId={company.cast.next_workspace}"

    for method, body in (("PATCH", {"name": "x"}), ("DELETE", b"")):
        answer = company.neighbour.send(method, f"/api/ari/{CATEGORIES}/{category['id']}/{query}", body)
        assert said(answer) == (404, "category_not_found")
    for method, body in (("GET", b""), ("PATCH", {"title": "x"}), ("DELETE", b"")):
        answer = company.neighbour.send(method, f"/api/ari/{ENTRIES}/{entry['id']}/{query}", body)
        assert said(answer) == (404, "entry_not_found")
    assert company.must("GET", f"{ENTRIES}/{entry['id']}") == {"entry": entry}


def test_methods_and_bodies_that_it_does_not_take(company: Company) -> None:
    category, entry = add_category(company), add_entry(company)
    refuses_methods(company, CATEGORIES, "PUT", "PATCH", "DELETE")
    refuses_methods(company, f"{CATEGORIES}/{category['id']}", "GET", "POST", "PUT")
    refuses_methods(company, ENTRIES, "PUT", "PATCH", "DELETE")
    refuses_methods(company, f"{ENTRIES}/{entry['id']}", "POST", "PUT")
    for method, route in (
        ("POST", CATEGORIES),
        ("PATCH", f"{CATEGORIES}/{category['id']}"),
        ("POST", ENTRIES),
        ("PATCH", f"{ENTRIES}/{entry['id']}"),
    ):
        refuses_malformed(company, method, route)
