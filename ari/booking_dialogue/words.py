"""What ARI says while a time is agreed, in natural Indonesian and English. All of it is here, and nothing decides here.

Whoever says that something is booked, moved or cancelled gives this module the Calendar's receipt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ari.booking_dialogue.calendar import Appointment, Booked, Offer
from ari.booking_dialogue.spoken_times import say_day, say_moment, say_time, say_zone
from ari.booking_dialogue.state import Option, Window
from ari.booking_dialogue.texts import LANGUAGES, TEXTS

_WHOLE_DAY = (time(0), time(23, 59))
_MINUTE = timedelta(minutes=1)
# Of a wish that long only the time of day is worth repeating: "pukul 19.00".
_LONG = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """ARI's words in one language for one zone."""

    language: str
    zone: ZoneInfo

    @classmethod
    def of(cls, language: str, zone: ZoneInfo) -> "Words":
        """Return the words of a language; of one that ARI does not speak, the Indonesian ones."""
        return cls(language=language if language in LANGUAGES else "id", zone=zone)

    def say(self, name: str, **facts: object) -> str:
        """Return a text with its facts."""
        return TEXTS[self.language][name].format(**facts)

    def moment(self, moment: datetime) -> str:
        """Return weekday, date, time and zone."""
        return say_moment(moment, self.zone, self.language)

    def confirm(self, offer: Offer, moving: Appointment | None) -> str:
        """Read a time back and ask for the yes."""
        moment = self.moment(offer.start)
        if moving is not None:
            return self.say("confirm_move", old=self.moment(moving.start), moment=moment)
        name = "confirm_with" if offer.consultant else "confirm"
        return self.say(name, moment=moment, minutes=offer.minutes, consultant=offer.consultant)

    def booked(self, receipt: Booked, *, is_move: bool) -> str:
        """Tell what the Calendar has booked or moved."""
        appointment = receipt.appointment
        moment = self.moment(appointment.start)
        if is_move:
            return self.say("moved", moment=moment)
        name = "booked_with" if appointment.consultant else "booked"
        return self.say(name, moment=moment, minutes=appointment.minutes, consultant=appointment.consultant)

    def of_appointment(self, name: str, appointment: Appointment) -> str:
        """Return a text about an appointment."""
        return self.say(name, moment=self.moment(appointment.start), minutes=appointment.minutes)

    def days(self, days: Sequence[tuple[date, Sequence[Offer]]]) -> str:
        """Offer days, each with its number, how many times it has, the first and the last of them."""
        lines = [self._day_line(day, offers) for day, offers in days]
        return self.say("days", zone=self._zone(days[0][1][0]), lines=numbered(lines))

    def _day_line(self, day: date, offers: Sequence[Offer]) -> str:
        first, last = (say_time(self._local(offer).time(), self.language) for offer in (offers[0], offers[-1]))
        said = say_day(day, self.language, has_year=False)
        name = "day_line" if len(offers) > 1 else "day_line_one"
        return self.say(name, day=said, count=len(offers), first=first, last=last)

    def times(self, offers: Sequence[Offer], *, more: int = 0) -> str:
        """Offer times, each with its number; `more` tells how many are not shown."""
        days = {self._local(offer).date() for offer in offers}
        zone = self._zone(offers[0])
        if len(days) == 1:
            name, lines = "times", [say_time(self._local(offer).time(), self.language) for offer in offers]
        else:
            name, lines = "mixed", [self.option(offer) for offer in offers]
        head = self.say(name, day=say_day(min(days), self.language), zone=zone)
        further = [self.say("more", count=more)] if more else []
        return "\n".join([head, numbered(lines), *further, self.say(f"{name}_ask")])

    def which(self, options: Sequence[Option]) -> str:
        """Ask back which of several readings is meant."""
        return self.say("which", lines=numbered([self.option(option) for option in options]))

    def option(self, option: Option) -> str:
        """Return one line of a list."""
        if isinstance(option, Offer):
            local = self._local(option)
            joint = "pukul" if self.language == "id" else "at"
            day = say_day(local.date(), self.language, has_year=False)
            return f"{day} {joint} {say_time(local.time(), self.language)}"
        return self.window(option)

    def window(self, window: Window) -> str:
        """Return a stretch of time in words: a day, several days, times of a day."""
        first, last = window.first.astimezone(self.zone), window.before.astimezone(self.zone)
        if last - first == _MINUTE:
            return self.moment(window.first)
        days = self._days(first.date(), (last - _MINUTE).date())
        if window.clock is not None and window.clock != _WHOLE_DAY:
            clock = self._clock(*window.clock)
            return clock if last - first > _LONG else f"{days} {clock}"
        if first.time() == time(0) and last.time() == time(0):
            return days
        return f"{days} {self._clock(first.time(), last.time())}"

    def _days(self, first: date, last: date) -> str:
        if first == last:
            return say_day(first, self.language)
        return self.say("days_of", first=say_day(first, self.language), last=say_day(last, self.language))

    def _clock(self, first: time, last: time) -> str:
        joint = "pukul" if self.language == "id" else "at"
        start, end = say_time(first, self.language), say_time(last, self.language)
        return f"{joint} {start}" if first == last else f"{joint} {self.say('from_to', first=start, last=end)}"

    def _zone(self, offer: Offer) -> str:
        return say_zone(offer.start, self.zone)

    def _local(self, offer: Offer) -> datetime:
        return offer.start.astimezone(self.zone)


def numbered(lines: Sequence[str]) -> str:
    """Return the lines with their numbers."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
