"""What the booking views share: refusals with their alternatives as answers show them."""

from ari.answers import AriApiView
from ari.booking_errors import AppointmentOpenError, StartRefusedError
from ari.serializers.appointments import AppointmentSerializer, FreeStartSerializer
from config.convex.documents import moment_from_ms
from config.errors import RefusalError
from config.fields import MomentField
from config.viewsets import rename_fields, show_all

# Arguments of Convex functions that are called something else in requests.
REQUEST_NAMES = {"before": "starts_before", "to_status": "status"}


class BookingApiView(AriApiView):
    """The base of the booking viewsets."""

    def reword(self, refusal: RefusalError) -> None:
        """Show alternatives, appointments and moments of a refusal as answers show them."""
        super().reword(refusal)
        rename_fields(refusal, REQUEST_NAMES)
        if isinstance(refusal, StartRefusedError):
            refusal.facts["alternatives"] = show_all(FreeStartSerializer, refusal.alternatives)
        if isinstance(refusal, AppointmentOpenError):
            refusal.facts["appointment"] = AppointmentSerializer(refusal.appointment).data
        if isinstance(at := refusal.facts.get("scheduled_at"), int | float):
            refusal.facts["scheduled_at"] = MomentField().to_representation(moment_from_ms(at))
