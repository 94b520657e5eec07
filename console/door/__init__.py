"""Who is let in: sessions, forms, sign-on, and the headers of every answer."""
