"""The composition root: builds the adapters, injects them into the activities, runs the Worker."""
