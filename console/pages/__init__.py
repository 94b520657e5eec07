"""The pages: one module each, with the routes that show it and those that change what it shows."""
