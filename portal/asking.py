"""Who looks at a page, and how the page was asked for."""

from django.contrib.auth.models import User
from django.http import HttpRequest

from config.authentication import principals
from config.identity.principal import Principal


def account_of(request: HttpRequest) -> User:
    """Return the staff account of the session. The admin site lets nobody else in."""
    account = request.user
    if not isinstance(account, User):
        raise TypeError("Pages of the console are for staff: wrap the view in the admin site's `admin_view`.")
    return account


def asker_of(request: HttpRequest) -> Principal:
    """Return the principal who asks Convex."""
    account = account_of(request)
    return principals.staff(account.get_username(), is_superuser=account.is_superuser)


def wants_part(request: HttpRequest) -> bool:
    """Test if htmx asks for a part of a page, to be put into the one that is open."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
