#!/bin/bash
# Gives TCBot a role and a user of its own at Elasticsearch; safe to repeat, and how a new password gets there.
# ELASTIC_PASSWORD is the superuser's, ELASTICSEARCH_PASSWORD the one that TCBot uses. Neither is an argument of a program.
set -euo pipefail
server=${ELASTICSEARCH_SERVER:-http://elasticsearch:9200}
role=${ROLE_FILE:-/elasticsearch/role.json}

put() { # put PATH: standard input there, as the superuser
  curl -fsS -X PUT -H 'Content-Type: application/json' --data-binary @- -o /dev/null \
    --config <(printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD") "$server/_security/$1"
}

put role/tcbot <"$role"
printf '{"password": "%s", "roles": ["tcbot"]}' "$ELASTICSEARCH_PASSWORD" | put user/tcbot
echo 'The user tcbot is there.'
