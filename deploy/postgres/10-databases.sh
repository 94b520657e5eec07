#!/bin/sh
# Run once, by PostgreSQL's first start: a role for Temporal, a role and a database for Drumbeat.
set -eu

psql --no-psqlrc -v ON_ERROR_STOP=1 -U postgres \
  -v temporal="$TEMPORAL_DATABASE_PASSWORD" -v drumbeat="$DRUMBEAT_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal';
CREATE ROLE drumbeat LOGIN PASSWORD :'drumbeat';
CREATE DATABASE drumbeat OWNER drumbeat;
SQL
