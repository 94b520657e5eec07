"""The only reader of the environment: settings, the Temporal connection, logs."""
