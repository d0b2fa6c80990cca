"""Support tickets: the rules' words, the way to them in Convex, the REST API, mail, and the links that reopen them."""
