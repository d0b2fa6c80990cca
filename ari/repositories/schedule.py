"""Days off, added hours and the booking settings of a workspace in Convex."""

from datetime import date

from ari.booking_documents import exception_from, settings_from
from ari.domain import WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.schedule import BookingSettings, ExceptionId, ExceptionPage, ScheduleException
from ari.settings import Changes
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import present
from config.identity.principal import Principal


def get_schedule() -> "ScheduleRepository":
    """Return the schedule in the deployment that the settings name."""
    return ScheduleRepository(get_client())


class ScheduleRepository:
    """Asks and changes what makes dates other than their weekday, and the rules of booking."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_exceptions(
        self,
        workspace_id: WorkspaceId,
        *,
        asker: Principal,
        first: date | None = None,
        last: date | None = None,
        cursor: str | None = None,
        limit: int = 25,
    ) -> ExceptionPage:
        """Return a page of the exceptions by date, from `first` to `last`, both included."""
        dates = {"from": first.isoformat() if first else None, "to": last.isoformat() if last else None}
        args = {"limit": limit, **present({**dates, "cursor": cursor})}
        answer = ask(self._convex, "scheduleExceptions:listExceptions", workspace_id, asker, args)
        exceptions = tuple(exception_from(document) for document in answer["exceptions"])
        return ExceptionPage(exceptions=exceptions, cursor=answer.get("cursor"))

    def get_exception(
        self, exception_id: ExceptionId, *, workspace_id: WorkspaceId, asker: Principal
    ) -> ScheduleException:
        """Return one exception."""
        named = {"exception_id": exception_id}
        answer = ask(self._convex, "scheduleExceptions:getException", workspace_id, asker, named)
        return exception_from(answer["exception"])

    def create_exception(self, fields: Changes, *, write: Write) -> ScheduleException:
        """Close some of a date, or open it."""
        return exception_from(tell(self._convex, "scheduleExceptions:createException", write, fields)["exception"])

    def edit_exception(self, exception_id: ExceptionId, changes: Changes, *, write: Write) -> ScheduleException:
        """Change what is named; null removes."""
        args = {**changes, "exception_id": exception_id}
        return exception_from(tell(self._convex, "scheduleExceptions:updateException", write, args)["exception"])

    def delete_exception(self, exception_id: ExceptionId, *, write: Write) -> None:
        """Delete an exception: the date is as its weekday again."""
        tell(self._convex, "scheduleExceptions:deleteException", write, {"exception_id": exception_id})

    def settings(self, workspace_id: WorkspaceId, *, asker: Principal) -> BookingSettings:
        """Return the rules of booking; the defaults where nobody has saved any."""
        return settings_from(ask(self._convex, "bookingSettings:getSettings", workspace_id, asker))

    def save_settings(self, changes: Changes, *, write: Write) -> BookingSettings:
        """Change what is named; null goes back to the default. Planned reminders follow by themselves."""
        return settings_from(tell(self._convex, "bookingSettings:updateSettings", write, changes)["settings"])
