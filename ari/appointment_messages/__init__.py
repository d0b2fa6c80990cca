"""Messages about appointments: worded for their reader, as mail and for WhatsApp, and the moments in them."""
