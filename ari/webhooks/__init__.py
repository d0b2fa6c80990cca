"""What WhatsApp tells us, verified before it is read, and stored before it is answered."""
