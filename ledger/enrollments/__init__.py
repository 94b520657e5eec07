"""Enrollments: how they come in, go on, stand still and are found."""
