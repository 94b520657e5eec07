"""Experiments as the command line shows, asks and ends them. Needs scipy, which takes its time."""
