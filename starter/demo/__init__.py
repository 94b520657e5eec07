"""The main job on real parts: two weeks of a cadence in about a minute, with a crowd that answers."""
