"""The messages in English."""

from ari.appointment_messages.wording import Wording
from ari.appointments import Audience, NoticeKind

ENGLISH = Wording(
    greeting="Hello {name},",
    greeting_without_name="Hello,",
    subjects={
        Audience.LEAD: {
            NoticeKind.BOOKED: "Your consultation with {workspace}: {day}",
            NoticeKind.MOVED: "New time for your consultation with {workspace}: {day}",
            NoticeKind.CANCELLED: "Your consultation with {workspace} is cancelled",
            NoticeKind.REMINDER: "Reminder: your consultation with {workspace}, {day}",
        },
        Audience.CONSULTANT: {
            NoticeKind.BOOKED: "New consultation: {lead}, {day}",
            NoticeKind.MOVED: "Consultation moved: {lead}, {day}",
            NoticeKind.CANCELLED: "Consultation cancelled: {lead}, {day}",
            NoticeKind.ASSIGNED: "A consultation for you: {lead}, {day}",
            NoticeKind.UNASSIGNED: "Consultation given to somebody else: {lead}, {day}",
        },
    },
    sentences={
        Audience.LEAD: {
            NoticeKind.BOOKED: "your consultation with {workspace} is booked.",
            NoticeKind.MOVED: "your consultation with {workspace} was moved. This is the new time.",
            NoticeKind.CANCELLED: "your consultation with {workspace} at this time was cancelled.",
            NoticeKind.REMINDER: "this is a reminder of your consultation with {workspace}.",
        },
        Audience.CONSULTANT: {
            NoticeKind.BOOKED: "you have a new consultation.",
            NoticeKind.MOVED: "the consultation with {lead} was moved. This is the new time.",
            NoticeKind.CANCELLED: "the consultation with {lead} at this time was cancelled.",
            NoticeKind.ASSIGNED: "this consultation is yours now.",
            NoticeKind.UNASSIGNED: "this consultation is no longer yours.",
        },
    },
    whys={
        Audience.LEAD: "You receive this because there is a consultation in your name at {workspace}.",
        Audience.CONSULTANT: "You receive this because you give consultations at {workspace}.",
    },
    someone="a lead",
    day_label="Day",
    time_label="Time",
    previous_label="Before",
    consultant_label="Consultant",
    lead_label="Name",
    phone_label="WhatsApp",
    link_label="Meeting link",
    reason_label="Reason",
    notes_label="Notes",
    business_label="Business",
    duration="{minutes} minutes",
    move="Change the time",
    cancel="Cancel",
    calendar_note="The attached file opens in your calendar.",
)
