"""What a workflow asks the world to do: one file a channel, plus planning and recording.

Belongs here: claim → act → outcome on the ports of `domain`. Does not belong here: SQL, rules,
waiting. Activities are classes; the worker injects the adapters.
"""
