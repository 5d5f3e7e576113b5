#!/usr/bin/env bash
# TCBot on a plain machine with systemd and nginx (Debian 12 or alike), from this checkout.
#
#   deploy/install.sh check                looks, says what is there and what isn't, and changes nothing
#   deploy/install.sh apply                as root: checks, installs what is missing, starts TCBot or brings it up to date
#   deploy/install.sh apply --root DIR     lays the files below DIR, for looking; installs and starts nothing
#
# It installs no PostgreSQL, Redis or Elasticsearch: their addresses stand in /etc/tcbot/tcbot.env.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
root=
problems=0

usage() { sed -n 's/^#   //p' "$0" >&2; exit 2; }
good() { printf '  ok       %s\n' "$1"; }
bad() { printf '  missing  %s\n           %s\n' "$1" "$2"; problems=$((problems + 1)); }
note() { printf '  note     %s\n' "$1"; }

# --- the half that looks ------------------------------------------------------------------------------------------

program() { # program NAME REMEDY
  if command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; then good "$1"; else bad "$1" "$2"; fi
}

check_machine() {
  echo 'The machine'
  local python=${PYTHON:-python3} memory disk
  if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    good "Python 3.11 or newer, with venv"
  else
    bad "Python 3.11 or newer, with venv" "apt-get install python3 python3-venv, or say PYTHON=<path>"
  fi
  program systemctl "a machine with systemd; without: deploy/compose or deploy/kubernetes"
  program nginx "apt-get install nginx-light"
  program tesseract "apt-get install tesseract-ocr, and a package for each language of OCR_LANGUAGES"
  memory=$(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo)
  if [ "$memory" -ge 7000 ]; then good "memory: $memory MB"; else bad "memory: $memory MB" "8 GB, see deploy/sizing.md"; fi
  disk=$(df --output=avail -m "$(existing "$root/opt")" | tail -n 1 | tr -d ' ')
  if [ "$disk" -ge 10000 ]; then good "disk for /opt: $disk MB"; else bad "disk for /opt: $disk MB" "10 GB"; fi
  if grep -qw landlock /sys/kernel/security/lsm 2>/dev/null; then
    good "Landlock, which holds the readers of files"
  else
    note "no Landlock in this kernel that I can see: tcbot doctor will say what holds the readers of files"
  fi
}

existing() { # existing PATH: it, or the nearest folder above it that is there
  local path=$1
  until [ -d "$path" ]; do path=$(dirname "$path"); done
  echo "$path"
}

setting() { # setting NAME: its value in tcbot.env
  sed -n "s/^$1=//p" "$root/etc/tcbot/tcbot.env" 2>/dev/null | tail -n 1
}

check_settings() {
  echo 'Settings: /etc/tcbot/tcbot.env'
  local file=$root/etc/tcbot/tcbot.env name chats=
  if [ ! -r "$file" ]; then
    bad "the file, or the right to read it" "apply lays an example there; fill it in, then call it again"
    return
  fi
  if [ -n "$(find "$file" -perm /077)" ]; then
    bad "a file that only root reads" "chmod 600 $file && chown root:root $file"
  else
    good "only its owner may read it"
  fi
  for name in DATABASE_URL REDIS_URL ELASTICSEARCH_URL ENCRYPTION_KEYS; do
    if [ -n "$(setting "$name")" ]; then good "$name"; else bad "$name" "say it in $file"; fi
  done
  for name in SLACK_BOT_TOKEN SLACK_CLIENT_ID TEAMS_APP_ID; do [ -z "$(setting "$name")" ] || chats="$chats $name"; done
  if [ -n "$chats" ]; then good "a chat:$chats"; else bad "a chat" "deploy/slack/README.md, deploy/teams/README.md"; fi
  if grep -q 'change-me' "$file"; then bad "values in place of each change-me" "edit $file"; fi
}

check_stores() {
  echo 'Stores'
  local name place host port
  for name in DATABASE_URL REDIS_URL ELASTICSEARCH_URL; do
    # Each address of a list, without what stands before the @, which is nobody's business.
    for place in $(setting "$name" | tr ',' ' ' | sed -E 's#[a-z+]+://([^@/ ]*@)?([^/ ?]*)[^ ]*#\2#g'); do
      host=${place%:*} port=${place##*:}
      if [ "$host" = "$port" ]; then
        case $name in DATABASE_URL) port=5432 ;; REDIS_URL) port=6379 ;; *) port=9200 ;; esac
      fi
      if timeout 5 bash -c "exec 3<>/dev/tcp/\$0/\$1" "$host" "$port" 2>/dev/null; then
        good "$name: somebody listens at $host, port $port"
      else
        bad "$name: somebody at $host, port $port" "start it, or open the way to it"
      fi
    done
  done
}

check_certificate() {
  echo 'Certificate: /etc/nginx/tls'
  local folder=$root/etc/nginx/tls
  if [ ! -r "$folder/tls.crt" ] || [ ! -r "$folder/tls.key" ]; then
    bad "tls.crt with its chain, and tls.key" "put them there, by ACME or from your authority"
  elif ! openssl x509 -in "$folder/tls.crt" -noout -checkend 604800 >/dev/null 2>&1; then
    bad "a certificate that is good for another week" "renew it"
  elif [ "$(openssl x509 -in "$folder/tls.crt" -noout -pubkey 2>/dev/null)" != \
    "$(openssl pkey -in "$folder/tls.key" -pubout 2>/dev/null)" ]; then
    bad "a key that belongs to the certificate" "put the right one to $folder/tls.key"
  else
    good "certificate and key belong together, for another week at least"
  fi
}

check() {
  check_machine
  check_settings
  check_stores
  check_certificate
  echo
  if [ "$problems" = 0 ]; then echo 'Everything is there.'; else echo "Missing: $problems. Nothing was changed."; fi
  [ "$problems" = 0 ]
}

# --- the half that changes ----------------------------------------------------------------------------------------

lay_files() {
  echo 'Files: units, nginx, an example of the settings'
  install -d "$root/etc/systemd/system" "$root/etc/nginx/tcbot" "$root/etc/nginx/tls" "$root/var/www/acme"
  install -d -m 0700 "$root/etc/tcbot"
  install -m 0644 "$source"/deploy/systemd/tcbot* "$root/etc/systemd/system/"
  install -m 0644 "$source"/deploy/nginx/tcbot/*.conf "$root/etc/nginx/tcbot/"
  if [ -e "$root/etc/nginx/nginx.conf" ] && [ ! -e "$root/etc/nginx/nginx.conf.before-tcbot" ]; then
    cp -p "$root/etc/nginx/nginx.conf" "$root/etc/nginx/nginx.conf.before-tcbot"
  fi
  install -m 0644 "$source/deploy/nginx/nginx.conf" "$root/etc/nginx/nginx.conf"
  if [ ! -e "$root/etc/tcbot/tcbot.env" ]; then
    install -m 0600 "$source/deploy/tcbot.env.example" "$root/etc/tcbot/tcbot.env"
    echo "Fill in /etc/tcbot/tcbot.env."
  fi
}

make_environment() { # a folder for each version, so that what runs isn't touched
  local release
  release=/opt/tcbot-releases/$(date +%Y%m%d-%H%M%S)
  echo "Program: $release (minutes)"
  install -d /opt/tcbot-releases
  case "$(setting VAULT_URL) $(setting BACKUP_ADDRESS)" in *s3://*) export LOCK=s3 ;; esac
  "$source/deploy/environment.sh" packages "$release"
  "$source/deploy/environment.sh" program "$release"
  ln -sfn "$release" /opt/tcbot.new
  mv -T /opt/tcbot.new /opt/tcbot
}

start_all() { # one bot after the other, each ready before the next
  local port
  systemctl daemon-reload
  systemctl enable --quiet tcbot.target tcbot-sweep.timer tcbot-backup.timer
  for port in 8101 8102 8103; do
    systemctl restart "tcbot-web@$port"
    for _ in $(seq 180); do
      ! "${PYTHON:-python3}" -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$port/readyz', timeout=8)" 2>/dev/null || break
      sleep 1
    done
    systemctl is-active --quiet "tcbot-web@$port"
  done
  systemctl start tcbot.target
  systemctl restart 'tcbot-worker@*'
  nginx -t -q
  systemctl reload-or-restart nginx
}

apply() {
  lay_files
  if [ -n "$root" ]; then return; fi
  if ! id tcbot >/dev/null 2>&1; then
    useradd --system --user-group --home-dir /var/lib/tcbot --shell /usr/sbin/nologin tcbot
  fi
  if ! check; then
    echo 'I stop here: put right what is missing, then call me again.' >&2
    exit 1
  fi
  make_environment
  start_all
  echo 'TCBot runs. /opt/tcbot/bin/tcbot doctor, with its settings: see docs/production.md.'
}

case "${1-} ${2-}" in
'check ') check ;;
'check --root' | 'apply --root')
  [ $# = 3 ] || usage
  root=${3%/}
  "$1"
  ;;
'apply ')
  [ "$(id -u)" = 0 ] || { echo 'apply is for root.' >&2; exit 1; }
  apply
  ;;
*) usage ;;
esac
