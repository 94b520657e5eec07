#!/bin/sh
# Temporal's two databases, made or brought to the version of this image. Safe to run again.
set -eu

database() {
  name=$1
  versions=/etc/temporal/schema/postgresql/v12/$2/versioned
  tool="temporal-sql-tool --plugin $SQL_PLUGIN --ep $SQL_HOST -p $SQL_PORT -u $SQL_USER --db $name"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "$versions"
}

database temporal temporal
database temporal_visibility visibility
