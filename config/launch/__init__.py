"""Start everything that one machine needs: the embedded deployment, the sample database, the web server."""
