"""The work of reps: tasks, cards, calls and the queue."""
