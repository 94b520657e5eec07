"""The console: pages for the people who work here, signed in, rendered on the server."""
