"""ARI, the assistant that answers leads on WhatsApp: understanding, scoring, knowledge, handoff, consultations."""
