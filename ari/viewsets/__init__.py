"""`/api/ari/`: each action reads the request, makes one call and shows what came of it."""
