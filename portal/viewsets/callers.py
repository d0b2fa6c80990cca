"""Who calls the portal API: staff of the support hub, acting for it alone, or a requester with their own tickets."""

from typing import Any

from rest_framework.request import Request

from config.authentication import find_principal, principal_of
from config.errors import ForbiddenError
from config.identity.principal import Capacity
from tickets.answers import TicketApiView


class HubStaffOnlyError(ForbiddenError):
    """The caller is no staff of the support hub."""

    code = "hub_staff_only"
    default_detail = "This is for the staff of the support hub."


class PortalApiView(TicketApiView):
    """The base of the portal's viewsets: staff of the hub act for the hub alone, whatever else they are.

    So an id of a workspace that the portal does not show them is not found, though they may be its member.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Narrow the caller once they are known."""
        super().initial(request, *args, **kwargs)
        if is_hub_staff(request):
            # Django REST framework takes whatever authenticates as a user.
            request.user = principal_of(request).acting_as(Capacity.HUB)  # type: ignore[assignment]
        elif self.action:
            # Without an action the route does not take the method, which is said to everybody alike.
            self.meet_requester(request, *args, **kwargs)

    def meet_requester(self, request: Request, *_args: Any, **_kwargs: Any) -> None:
        """Refuse who is no staff of the hub; a view that has something for requesters overrides this."""
        principal_of(request)
        raise HubStaffOnlyError


def is_hub_staff(request: Request) -> bool:
    """Test if the caller is staff of the support hub."""
    principal = find_principal(request)
    return principal is not None and principal.is_hub_staff
