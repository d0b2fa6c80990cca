"""ARI's English, for leads who write English. It has the keys of `indonesian.py`.

`{kak}` is the lead's first name with a comma before it, or nothing: "Hello{kak}!".
"""

from ari.words.indonesian import Phrases

GREETINGS: Phrases = {
    "greet.first": (
        "Good {time}{kak}! Thank you for contacting {workspace}. I am {bot}, the virtual assistant here.",
        "Hello{kak}, good {time}! I am {bot}, the virtual assistant of {workspace}. Happy to help.",
    ),
    "greet.first@formal": (
        "Good {time}{kak}. Thank you for contacting {workspace}. I am {bot}, the virtual assistant.",
    ),
    "greet.first@casual": ("Hi{kak}, good {time}! I'm {bot}, the virtual assistant at {workspace}.",),
    "greet.again": ("Good {time}{kak}!", "Hello again{kak}!"),
    "greet.again@formal": ("Good {time}{kak}.",),
    "smalltalk.thanks": ("You're welcome{kak}.", "My pleasure{kak}."),
    "smalltalk": ("Sure{kak}.", "All right{kak}."),
    "time.morning": ("morning",),
    "time.noon": ("afternoon",),
    "time.afternoon": ("afternoon",),
    "time.evening": ("evening",),
}

QUESTIONS: Phrases = {
    "ask.name": ("May I know your full name?", "First, what is your full name?"),
    "ask.email": ("What is the best email address to reach you?", "May I have your email address?"),
    "ask.english_level": (
        "How is your English: beginner, intermediate, or advanced? An IELTS or TOEFL score works too.",
        "What is your English level: beginner, intermediate, or advanced? If you have an IELTS or TOEFL score, just "
        "tell me.",
    ),
    "ask.budget": (
        "Roughly what yearly budget do you have in mind? A range is fine, for example 200-300 million rupiah.",
        "Do you have a rough budget per year? An estimate is fine.",
    ),
    "ask.timeline": ("When would you like to start?", "When are you planning to leave?"),
    "ask.country": (
        "Which country would you like to study in? For example Australia, the UK, or Japan.",
        "Do you already have a country in mind?",
    ),
    "ask.activity": ("Are you currently at school, at university, or working?",),
    "ask.program": ("Which degree and subject are you interested in? For example a master's in Management.",),
    "ask.again": ("Back to an earlier question.", "One thing that we skipped."),
    "again.document:passport": ("Back to the documents, is your passport ready?",),
    "again.document:transcript": ("Back to the documents, is your academic transcript ready?",),
    "ask.document:passport": ("Now the documents: do you already have a passport?", "Is your passport ready?"),
    "ask.document:cv": ("And do you have a CV or resume?",),
    "ask.document:english_test": ("Do you have an English test certificate, such as IELTS or TOEFL?",),
    "ask.document:transcript": ("Lastly, is your academic transcript ready?",),
}

CLARIFICATIONS: Phrases = {
    "clarify.name": ("Sorry, I did not catch your name. Could you write it like: my name is Rina Wijaya?",),
    "clarify.email": ("That email address looks incomplete. Could you write it like name@example.com?",),
    "clarify.english_level": ("Sorry, which is closest: beginner, intermediate, or advanced?",),
    "clarify.budget": ("Sorry, I did not catch the amount. Could you give a range, like 250 million rupiah a year?",),
    "clarify.timeline": ("Sorry, I did not catch the time. Could you name a month or a year, like next August?",),
    "clarify.country": ("Sorry, I did not catch the country. Could you name one, like Australia?",),
    "clarify.activity": ("Sorry, could you tell me again: studying or working at the moment?",),
    "clarify.program": ("Sorry, could you tell me the degree and the subject, like a bachelor's in Design?",),
    "clarify.document": ("Sorry, a simple yes or no is fine: is your {item} ready?",),
    "clarify.consultation": ("Sorry, so would you like me to arrange the consultation?",),
    "clarify.human": ("Sorry, so would you like me to connect you with our team?",),
    "clarify.region": ("Which country in {region} do you have in mind?",),
    "remind.document": ("As for your {item}, you can tell me any time.",),
    "remind": (
        "By the way, your {item} is still welcome whenever you have a moment.",
        "You can tell me your {item} any time.",
    ),
}

ACKNOWLEDGEMENTS: Phrases = {
    "ack.name": ("Nice to meet you{kak}!",),
    "ack.email": ("Thanks, noted: {value}.", "Got it, your email is {value}."),
    "ack.english_level": ("Okay, your English: {value}.", "Noted, English {value}."),
    "ack.budget": ("Okay, a budget of {value}.", "Noted, your budget is {value}."),
    "ack.timeline": ("Okay, the plan is {value}.", "Noted, starting {value}."),
    "ack.country": ("Okay, {value}.", "Noted, you want to go to {value}."),
    "ack.activity": ("Okay, currently {value}.",),
    "ack.program": ("Okay, {value}.",),
    "ack.notes": ("Thanks, noted.",),
    "ack.several": ("Thanks{kak}, noted: {value}.", "Great{kak}. So: {value}."),
    "ack.form": ("Thank you for filling in the form. I read: {value}.",),
    "ack.correction": ("Okay, I changed it: {value}.", "Noted, updated: {value}."),
    "ack.alternatives": ("If it is {value} after all, just tell me.",),
    "ack.short": ("Okay{kak}.", "Got it{kak}.", "Thanks{kak}."),
    "ack.document.yes": ("Good, your {value}: ready.", "Great, noted your {value}."),
    "ack.document.no": ("Okay, your {value}: not yet.",),
    "ack.declined": ("Okay{kak}, we can skip that.", "All right, let's skip that one."),
    "support.document": ("No problem, your {value} can follow later.",),
    "support.declined": ("No problem{kak}, that can wait.",),
    "cheer.english_level": ("A good start!", "That helps a lot."),
    "cheer.country": ("An interesting choice!",),
}

ANSWERS: Phrases = {
    "answer.intro": ("", "Here is what I know{kak}."),
    "answer.intro@formal": ("", "Here is the information{kak}."),
    "destinations.country": ("For {country}, these are options:", "In {country} you could look at:"),
    "destinations.all": ("Some universities you could consider:",),
    "destinations.filtered": ("Given your budget and your English, these would fit so far:",),
    "destinations.more": ("There are {count} more, just tell me if you want to see them.",),
    "destination.ielts": ("IELTS at least {value}",),
    "destination.gpa": ("GPA at least {value}",),
    "destination.cost": ("cost {value} a year",),
    "destination.deadline": ("deadline {value}",),
    "destination.programs": ("programmes {value}",),
    "unknown.offer": (
        "I don't know that one{kak}, and I would rather not guess. Shall I ask our team?",
        "Sorry{kak}, I have no information about that. Shall I connect you with our team?",
    ),
    "unknown": ("I don't know that one either{kak}, and I would rather not guess.",),
    "nurture": (
        "No need to hurry{kak}. I can tell you about universities, costs, or scholarships any time.",
        "Take your time{kak}. You can ask me about countries, costs, or requirements.",
    ),
    "invite.questions": ("Is there anything you would like to ask?", "What else would you like to know?"),
    "media.audio": ("Sorry{kak}, I can't listen to voice messages yet. Could you type it?",),
    "media.file": ("Thank you{kak}. I can't open files, but our team can look at it here.",),
    "media.other": ("Sorry{kak}, I can't read that kind of message. Could you write it in words?",),
}

DEEDS: Phrases = {
    "offer.consultation": (
        "Your plan sounds well prepared{kak}. Shall I arrange a consultation with our consultant?",
        "You are in a good position{kak}. Would you like a consultation with our consultant to plan the next steps?",
    ),
    "offer.human": ("To make it easier, shall I connect you with our consultant?",),
    "offer.human@formal": ("Would you like me to connect you with our consultant?",),
    "welcome.wish": ("Gladly{kak}. To make the consultation useful, may I ask a few things first.",),
    "accept.no": ("No problem{kak}. If you change your mind, just tell me.",),
    "community.link": ("While you prepare, you are welcome to join our community at {link} so we can stay in touch.",),
    "community": ("Take your time with the plan{kak}. Whenever you are ready, just write to me here.",),
    "handover": ("All right{kak}, I am passing this conversation to our team. They will go on with you in this chat.",),
    "handover.complaint": (
        "I am sorry about this experience{kak}. I am passing it to our team, who will answer you in this chat.",
    ),
    "handover.legal": ("For this it is best to talk to our team directly{kak}. I am passing the conversation on.",),
    "handover.emergency": (
        "I am passing this to our team right now{kak}. In an emergency, please call the local emergency services.",
    ),
    "handover.frustration": (
        "I am sorry that my answers have not helped{kak}. I am passing this to our team, who will help you directly.",
    ),
    "handover.no_progress": (
        "So that we don't go in circles, I am passing this to our team{kak}. They will go on in this chat.",
    ),
    "handover.hot_lead": (
        "Great{kak}! I am passing this to our consultant, who will agree on a time with you in this chat.",
    ),
    "consent.out": ("All right{kak}. I will not send messages any more. If you ever want to go on, just reply START.",),
    "consent.in": ("Great{kak}, our messages are on again. Welcome back!",),
}

VALUES: Phrases = {
    "kak": ("",),
    "you": ("you",),
    "you@formal": ("you",),
    "and": ("and",),
    "item.name": ("full name",),
    "item.email": ("email address",),
    "item.english_level": ("English level",),
    "item.budget": ("budget range",),
    "item.timeline": ("planned start",),
    "item.country": ("country of choice",),
    "item.activity": ("current occupation",),
    "item.program": ("programme of interest",),
    "item.document:passport": ("passport",),
    "item.document:cv": ("CV",),
    "item.document:english_test": ("English test certificate",),
    "item.document:transcript": ("academic transcript",),
    "level.pemula": ("beginner",),
    "level.menengah": ("intermediate",),
    "level.mahir": ("advanced",),
    "activity.student": ("studying",),
    "activity.working": ("working",),
    "activity.both": ("studying and working",),
    "activity.not_working": ("neither studying nor working",),
    "timeline.asap": ("as soon as possible",),
    "timeline.soon": ("soon",),
    "timeline.later": ("some time later",),
    "timeline.flexible": ("flexible",),
    "timeline.unknown": ("not sure yet",),
    "range.about": ("about {value}",),
    "range.from": ("from {value}",),
    "range.to": ("up to {value}",),
    "told.email": ("email {value}",),
    "told.english_level": ("English {value}",),
    "told.budget": ("a budget of {value}",),
    "told.timeline": ("starting {value}",),
    "told.country": ("going to {value}",),
    "told.activity": ("{value}",),
    "told.program": ("{value}",),
    "told.name": ("{value}",),
    "told.notes": ("{value}",),
    "range.between": ("{low} to {high}",),
    "range.year": ("about {value}",),
    "region.europe": ("Europe",),
    "region.asia": ("Asia",),
    "region.middle_east": ("the Middle East",),
    "region.scandinavia": ("Scandinavia",),
    "degree.bachelor": ("a bachelor's",),
    "degree.master": ("a master's",),
    "degree.phd": ("a PhD",),
    "degree.diploma": ("a diploma",),
    "degree.foundation": ("a foundation year",),
    "degree.language": ("a language course",),
    "degree.high_school": ("high school",),
    "degree.exchange": ("an exchange",),
    "degree.internship": ("an internship",),
}

ENGLISH: Phrases = {
    **GREETINGS,
    **QUESTIONS,
    **CLARIFICATIONS,
    **ACKNOWLEDGEMENTS,
    **ANSWERS,
    **DEEDS,
    **VALUES,
}

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
