"""The names of staff accounts. Convex knows an account by its username alone; people go by their names."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import User

from config.identity.tokens import STAFF_PREFIX
from tickets.domain import Person


class Naming:
    """Names people, for the time of one request; the accounts are read when first somebody asks for one."""

    # Templates pass it on to filters and must not call it.
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, person: Person | None) -> str:
        """Return the name, else the address, else the id; of nobody, nothing."""
        if person is None:
            return ""
        if person.id.startswith(STAFF_PREFIX):
            return self._staff_names.get(person.id) or person.full_name or person.id
        return person.full_name or person.email or person.id

    def staff(self) -> list[Person]:
        """Return the staff accounts in the order of their names."""
        accounts = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        people = [
            Person(id=f"{STAFF_PREFIX}{account.get_username()}", full_name=account.get_username())
            for account in accounts
        ]
        return sorted(people, key=lambda person: self(person).casefold())

    @cached_property
    def _staff_names(self) -> Mapping[str, str]:
        accounts = User.objects.filter(is_staff=True).exclude(first_name="", last_name="")
        return {f"{STAFF_PREFIX}{account.get_username()}": account.get_full_name() for account in accounts}
