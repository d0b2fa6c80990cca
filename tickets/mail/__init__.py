"""Mail about tickets: worded for each recipient, rendered as text and HTML, delivered from the outbox."""
