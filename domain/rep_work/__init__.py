"""The work of reps: by when, in what order, by whom, and with what to say."""
