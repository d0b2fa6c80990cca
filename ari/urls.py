"""The addresses of the ARI API, for inclusion under `/api/ari/`."""

from django.urls import URLPattern, re_path

from ari.answers import AriApiView
from ari.viewsets.appointments import AppointmentViewSet, AvailabilityViewSet
from ari.viewsets.comparison import ComparisonViewSet
from ari.viewsets.config import ConfigViewSet
from ari.viewsets.conversations import ConversationViewSet
from ari.viewsets.destinations import DestinationViewSet
from ari.viewsets.flow_stages import FlowStageViewSet
from ari.viewsets.knowledge import CategoryViewSet, EntryViewSet
from ari.viewsets.payments import PaymentViewSet
from ari.viewsets.reminders import ReminderViewSet
from ari.viewsets.schedule import BookingSettingsViewSet, ExceptionViewSet
from ari.viewsets.scoring import ScoringViewSet
from ari.viewsets.simulator import SimulatorViewSet
from ari.viewsets.slots import SlotViewSet
from config.routing import ApiRouter

router = ApiRouter()
router.register("conversations", ConversationViewSet, basename="ari-conversation")
router.register("flow-stages", FlowStageViewSet, basename="ari-flow-stage")
router.register("knowledge/categories", CategoryViewSet, basename="ari-category")
router.register("knowledge/entries", EntryViewSet, basename="ari-entry")
router.register("destinations", DestinationViewSet, basename="ari-destination")
router.register("comparison", ComparisonViewSet, basename="ari-comparison")
router.register("slots", SlotViewSet, basename="ari-slot")
router.register("exceptions", ExceptionViewSet, basename="ari-exception")
router.register("availability", AvailabilityViewSet, basename="ari-availability")
router.register("appointments", AppointmentViewSet, basename="ari-appointment")
router.register("payments", PaymentViewSet, basename="ari-payment")
router.register("reminders", ReminderViewSet, basename="ari-reminder")


def single(route: str, viewset: type[AriApiView], actions: dict[str, str]) -> URLPattern:
    """Return the address of something of which a workspace has one, with and without its trailing slash."""
    return re_path(rf"^{route}/?$", viewset.as_view({**actions}), name=f"ari-{route.replace('/', '-')}")


urlpatterns = [
    single("config", ConfigViewSet, {"get": "retrieve", "patch": "partial_update"}),
    single("scoring", ScoringViewSet, {"get": "retrieve", "patch": "partial_update"}),
    single("scoring/preview", ScoringViewSet, {"post": "preview"}),
    single("simulator", SimulatorViewSet, {"post": "simulate"}),
    single("budget", ComparisonViewSet, {"get": "budget"}),
    single("booking-settings", BookingSettingsViewSet, {"get": "retrieve", "patch": "partial_update"}),
    *router.urls,
]
