"""The main job on real parts: two weeks in about a minute, with a crowd that answers."""
