"""POST /api/ari/appointments/ and what can be done with one."""

from datetime import timedelta

from tests.ari.booking.agency import Agency, alternatives_in, iso


def test_a_booking_is_answered_whole(agency: Agency) -> None:
    slot = agency.add_slot(consultant_id=agency.cast.member.user_id)
    answer = agency.book(0, slot, agency.at("09:00"), notes=" Skor 80 ")

    assert answer.status == 201
    appointment = answer.body["appointment"]
    for changing in ("id", "created_at", "updated_at", "ari_conversation_id"):
        assert appointment.pop(changing)
    lead = agency.leads[0]
    budi = {"id": agency.cast.member.user_id, "full_name": "Budi Santoso", "email": "budi@example.com"}
    assert answer.body == {
        "created": True,
        "appointment": {
            "workspace_id": agency.cast.workspace,
            "contact": {"id": lead.contact_id, "name": lead.name, "phone": lead.phone, "email": lead.email},
            "consultant_id": budi["id"],
            "consultant": budi,
            "slot_id": slot,
            "payment_id": None,
            "scheduled_at": iso(agency.at("09:00")),
            "ends_at": iso(agency.at("10:00")),
            "duration_minutes": 60,
            "time_zone": "Asia/Jakarta",
            "status": "scheduled",
            "meeting_link": None,
            "notes": "Skor 80",
            "reminder_sent_at": None,
            "cancelled_at": None,
            "cancel_reason": None,
            "sequence": 0,
        },
    }


def test_the_same_booking_again_is_the_same_appointment(agency: Agency) -> None:
    slot = agency.add_slot()
    first = agency.book(0, slot, agency.at("09:00"))
    again = agency.book(0, slot, agency.at("09:00"))

    assert (first.status, again.status, again.body["created"]) == (201, 200, False)
    assert again.body["appointment"] == first.body["appointment"]
    assert len(agency.listed()) == 1


def test_a_taken_start_is_refused_with_the_nearest(agency: Agency) -> None:
    slot = agency.add_slot()
    agency.booked(0, slot, agency.at("11:00"))
    answer = agency.book(1, slot, agency.at("11:00"))

    assert (answer.status, answer.body["code"]) == (409, "slot_full")
    assert alternatives_in(answer) == ["10:00", "12:00", "09:00", "13:00", "14:00"]
    nearest = answer.body["alternatives"][0]
    assert nearest == {
        "slot_id": slot,
        "consultant_id": None,
        "consultant_name": None,
        "scheduled_at": iso(agency.at("10:00")),
        "ends_at": iso(agency.at("11:00")),
        "duration_minutes": 60,
        "capacity": 1,
        "remaining": 1,
    }


def test_a_lead_with_an_appointment_is_told_which(agency: Agency) -> None:
    slot = agency.add_slot()
    first = agency.booked(0, slot, agency.at("09:00"))
    answer = agency.book(0, slot, agency.at("11:00"))

    assert (answer.status, answer.body["code"]) == (409, "appointment_open")
    assert answer.body["appointment"] == first


def test_moving_frees_one_start_and_takes_another(agency: Agency) -> None:
    slot = agency.add_slot()
    appointment = agency.booked(0, slot, agency.at("09:00"))
    body = {"slot_id": slot, "scheduled_at": iso(agency.at("15:00")), "expected_updated_at": appointment["updated_at"]}
    answer = agency.act(appointment, "move", body)

    assert (answer.status, answer.body["appointment"]["scheduled_at"]) == (200, iso(agency.at("15:00")))
    assert ("09:00" in agency.free(), "15:00" in agency.free()) == (True, False)
    assert agency.history_of(appointment) == ["booked", "moved"]
    stale = agency.act(appointment, "move", {**body, "scheduled_at": iso(agency.at("16:00"))})
    assert (stale.status, stale.body["code"]) == (409, "stale_write")


def test_the_way_of_an_appointment(agency: Agency) -> None:
    slot = agency.add_slot()
    appointment = agency.booked(0, slot, agency.at("09:00"))

    assert agency.act(appointment, "confirm").body["appointment"]["status"] == "confirmed"
    early = agency.act(appointment, "complete")
    assert (early.status, early.body["code"]) == (409, "appointment_not_begun")
    assert early.body["scheduled_at"] == iso(agency.at("09:00"))
    cancelled = agency.act(appointment, "cancel", {"reason": "Sakit"}).body["appointment"]
    assert (cancelled["status"], cancelled["cancel_reason"], cancelled["sequence"]) == ("cancelled", "Sakit", 1)
    again = agency.act(appointment, "cancel")
    assert (again.status, again.body["code"], again.body["status"]) == (409, "status_conflict", "cancelled")
    assert agency.history_of(appointment) == ["booked", "confirmed", "cancelled"]
    assert [reminder["status"] for reminder in agency.reminders_of(appointment)] == ["dropped", "dropped"]


def test_the_same_request_again_gets_its_first_answer(agency: Agency) -> None:
    appointment = agency.booked(0, agency.add_slot(), agency.at("09:00"))
    answers = [agency.act(appointment, "cancel", {"reason": "Sakit"}, Idempotency_Key="k") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body


def test_assigning_by_name_to_nobody_and_by_load(agency: Agency) -> None:
    appointment = agency.booked(0, agency.add_slot(), agency.at("09:00"))
    admin = agency.cast.admin.user_id

    assert agency.act(appointment, "assign", {"consultant_id": admin}).body["appointment"]["consultant_id"] == admin
    assert agency.act(appointment, "assign", {"consultant_id": None}).body["appointment"]["consultant"] is None
    assert agency.act(appointment, "assign", {"least_loaded": True}).body["appointment"]["consultant"] is not None
    stranger = agency.act(appointment, "assign", {"consultant_id": agency.cast.neighbour.user_id})
    assert (stranger.status, list(stranger.body["fields"])) == (422, ["consultant_id"])


def test_the_meeting_link_and_notes_are_edited(agency: Agency) -> None:
    appointment = agency.booked(0, agency.add_slot(), agency.at("09:00"))
    route = f"appointments/{appointment['id']}"

    edited = agency.must("PATCH", route, {"meeting_link": "https://meet.example.com/a", "notes": "Bawa rapor"})
    assert edited["appointment"]["meeting_link"] == "https://meet.example.com/a"
    assert agency.must("PATCH", route, {"meeting_link": None})["appointment"]["meeting_link"] is None
    bad = agency.ask("PATCH", route, {"meeting_link": "ftp://x"})
    assert (bad.status, list(bad.body["fields"])) == (422, ["meeting_link"])


def test_lists_are_filtered_and_paged(agency: Agency) -> None:
    slot = agency.add_slot()
    for lead, clock in enumerate(("12:00", "09:00", "10:00")):
        agency.booked(lead, slot, agency.at(clock))
    agency.act(agency.listed()[0], "cancel")

    def times(**query: str) -> list[str]:
        return [appointment["scheduled_at"] for appointment in agency.listed(**query)]

    nine, ten, noon = (iso(agency.at(clock)) for clock in ("09:00", "10:00", "12:00"))
    assert times() == [nine, ten, noon]
    assert times(order="desc") == [noon, ten, nine]
    assert times(status="scheduled,confirmed") == [ten, noon]
    assert times(starts_from=ten, starts_before=noon) == [ten]
    assert times(contact=agency.leads[0].contact_id) == [noon]
    assert times(consultant="none") == []
    page = agency.must_get("appointments", limit="2")
    assert [appointment["scheduled_at"] for appointment in page["appointments"]] == [nine, ten]
    rest = agency.must_get("appointments", limit="2", cursor=page["next_cursor"])
    assert ([one["scheduled_at"] for one in rest["appointments"]], rest["next_cursor"]) == ([noon], None)


def test_availability_names_starts_holidays_and_the_way_on(agency: Agency) -> None:
    slot = agency.add_slot(duration_minutes=120)
    first = agency.at("00:00")
    query = {"starts_from": iso(first), "starts_before": iso(first + timedelta(days=1))}
    found = agency.must_get("availability", limit="2", **query)

    assert [start["scheduled_at"] for start in found["starts"]] == [iso(agency.at("09:00")), iso(agency.at("11:00"))]
    assert (found["next_from"], found["time_zone"], found["holidays"]) == (iso(agency.at("13:00")), "Asia/Jakarta", [])
    assert agency.free(slot) == ["09:00", "11:00", "13:00", "15:00"]


def test_national_holidays_are_known_without_anybody_loading_them(agency: Agency) -> None:
    agency.save_settings(observes_holidays=True, holiday_country="SG")
    new_year = agency.day.replace(year=agency.day.year + 1, month=1, day=1)
    slot = agency.add_slot(day=new_year, booking_window_days=365)
    answer = agency.book(0, slot, agency.at("09:00", day=new_year))

    assert (answer.status, answer.body["code"]) == (409, "day_closed")
