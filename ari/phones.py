"""Phone numbers in their one form, E.164, and the other spellings under which one may be stored."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

# Where a number without its country is from.
REGION = "ID"
COUNTRY_CODE = 62
# A plus and fifteen digits; the tables of some countries allow more.
MAX_E164 = 16


def normalize_phone(text: str) -> str | None:
    """Return the number as E.164, None where it is none.

    `62812…`, `+62812…` and `0812…` are one number. Digits that begin like a country code and make a number that can
    exist are read as one: so WhatsApp writes its ids.
    """
    stripped = text.strip()
    if stripped.startswith("00"):
        stripped = "+" + stripped[2:]
    readings = [stripped] if stripped.startswith(("+", "0")) else ["+" + stripped, stripped]
    return next((number for reading in readings if (number := _parse(reading)) is not None), None)


def _parse(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException:
        return None
    # Possible is enough: what WhatsApp delivers exists, whatever the tables of number ranges know of it.
    formatted = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return formatted if phonenumbers.is_possible_number(number) and len(formatted) <= MAX_E164 else None


def spellings_of(received: str, phone: str | None) -> tuple[str, ...]:
    """Return the forms under which a contact with that number may be stored: the one received first, each once."""
    forms = [received]
    if phone is not None:
        digits = phone.removeprefix("+")
        forms += [phone, digits]
        if digits.startswith(str(COUNTRY_CODE)):
            forms.append("0" + digits.removeprefix(str(COUNTRY_CODE)))
    return tuple(dict.fromkeys(forms))


def digits_of(phone: str) -> str:
    """Return the number as WhatsApp's API takes it: digits, with the country code where it is known."""
    return (normalize_phone(phone) or phone).removeprefix("+")
