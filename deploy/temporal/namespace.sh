#!/bin/sh
# The namespace that enrollments run in. Safe to run again; the compose file retries it.
set -eu

temporal operator cluster health
if ! temporal operator namespace describe -n "$NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create -n "$NAMESPACE" --retention "$RETENTION"
fi
