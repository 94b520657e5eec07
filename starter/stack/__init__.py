"""The processes of this machine: started, watched and stopped together."""
