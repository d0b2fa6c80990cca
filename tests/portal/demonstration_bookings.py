"""The consultations of the demonstration: one business's calendar, filled by the visits of the sample.

It runs in the process of the site, whose settings name the deployment and whose key signs links. Sari, whose
conversation the pictures show, has been once and comes again.
"""

import itertools
import json
from datetime import UTC, datetime

from django.conf import settings

from ari.appointment_links import Purpose, links_for
from ari.appointments import AppointmentFilter, AppointmentStatus, Language
from ari.domain import WorkspaceId
from ari.repositories.appointments import get_appointments
from config.authentication import principals
from config.identity.principal import Principal
from portal.repositories.workspaces import get_workspaces
from portal.sample_calendar import SampleCalendar, read_visits
from tests.portal.demonstration_calendar import BUSINESS, GUEST, LEADS, LINKS


def fill() -> None:
    """Open the hours, book every visit, and leave the links of an appointment ahead in `links.json`."""
    asker = principals.staff("rina", is_superuser=True)
    (place,) = get_workspaces().list_granted(asker=asker, search=BUSINESS).workspaces
    calendar = SampleCalendar(place, asker, now=datetime.now(UTC))
    calendar.open_hours()
    leads = calendar.leads()
    guest = next(lead for lead in leads if lead.contact.name == GUEST)
    others = iter([lead for lead in leads if lead.contact.name in LEADS])
    visits = read_visits()
    been = next(visit for visit in visits if visit.outcome is AppointmentStatus.COMPLETED)
    comes = next(visit for visit in visits if visit.workdays > 0 and visit.has_link)
    for visit in visits:
        assert calendar.book(visit, itertools.chain([guest], others) if visit in (been, comes) else others), visit
    write_links(WorkspaceId(place.id), asker)


def write_links(workspace_id: WorkspaceId, asker: Principal) -> None:
    """Write the addresses by which the guest moves or cancels what lies ahead."""
    wanted = AppointmentFilter(starts_from=datetime.now(UTC))
    page = get_appointments().list_matching(workspace_id, wanted, asker=asker, limit=100)
    one = next(each for each in page.appointments if each.lead is not None and each.lead.name == GUEST)
    links = {purpose.value: links_for(one, Language.INDONESIAN)[purpose] for purpose in Purpose}
    (settings.VAR_DIR / LINKS).write_text(json.dumps(links))
