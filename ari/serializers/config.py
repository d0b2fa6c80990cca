"""The config of ARI in a workspace, in and out."""

from rest_framework import serializers

from ari.answers import ChangeSerializer
from ari.fields import LinkField, TextField, ZoneField
from ari.settings import GreetingStyle, Language
from config.api import StrictSerializer
from config.fields import MomentField, StrictBooleanField, StrictChoiceField, WholeNumberField
from config.serializers import Serializer, ThingSerializer

MAX_BUDGET_MICROS = 1_000_000_000_000
BUDGET_HELP = "What models may cost a day of the workspace's zone, in millionths of a US dollar; null: no limit."


class ToneSerializer(ThingSerializer):
    """What ARI's words should be like."""

    supportive = serializers.BooleanField()
    clear = serializers.BooleanField()
    encouraging = serializers.BooleanField()
    description = serializers.CharField(allow_null=True)


class ConfigSerializer(ThingSerializer):
    """Whether ARI answers, and how. Nothing is stored yet where `updated_at` is null."""

    workspace_id = serializers.CharField()
    is_enabled = serializers.BooleanField(help_text="The switch: ARI answers only where this is true.")
    bot_name = serializers.CharField()
    greeting_style = serializers.CharField(help_text="One of those that can be saved, or a migrated text.")
    language = serializers.CharField(help_text="One of those that can be saved, or a migrated text.")
    tone = ToneSerializer()
    greeting_template = serializers.CharField(allow_null=True)
    community_link = serializers.CharField(allow_null=True)
    time_zone = serializers.CharField(help_text="An IANA name.")
    grok_weight = serializers.IntegerField(help_text="Of leads that go to Grok rather than to Sea-Lion, in percent.")
    daily_budget_micros = serializers.IntegerField(allow_null=True, help_text=BUDGET_HELP)
    updated_at = MomentField(allow_null=True)


class ConfigAnswer(Serializer):
    """The config."""

    config = ConfigSerializer()
    isDefault = serializers.BooleanField(help_text="Nobody has saved it yet.")  # noqa: N815 - the original's name.


class SaveToneSerializer(StrictSerializer):
    """Some of the tone; what is not named stays."""

    supportive = StrictBooleanField(required=False)
    clear = StrictBooleanField(required=False)
    encouraging = StrictBooleanField(required=False)
    description = TextField(500, required=False, allow_null=True)


class SaveConfigSerializer(ChangeSerializer):
    """Some of the config; what is not named stays, null clears."""

    is_enabled = StrictBooleanField(required=False, help_text="The switch.")
    bot_name = TextField(100, required=False)
    greeting_style = StrictChoiceField(choices=list(GreetingStyle), required=False)
    language = StrictChoiceField(choices=list(Language), required=False)
    tone = SaveToneSerializer(required=False)
    greeting_template = TextField(500, required=False, allow_null=True)
    community_link = LinkField(required=False, allow_null=True)
    time_zone = ZoneField(required=False)
    grok_weight = WholeNumberField(min_value=0, max_value=100, required=False)
    daily_budget_micros = WholeNumberField(
        min_value=0, max_value=MAX_BUDGET_MICROS, required=False, allow_null=True, help_text=BUDGET_HELP
    )
