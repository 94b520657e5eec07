"""Who works here, and who is let in: users, passwords, sessions, links, attempts."""
