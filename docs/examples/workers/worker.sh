#!/bin/sh
# A worker for Errand: sh, curl and sed. One task at a time; replace `work` by what is yours to do.
set -u

url=${ERRAND_URL:-http://127.0.0.1:8211/api/v1}
worker=${WORKER_ID:-$(hostname)-$$}
namespace=${WORKER_NAMESPACE:-default}
lease=${WORKER_LEASE_SECONDS:-60}
wait=${WORKER_WAIT_SECONDS:-20}

dir=$(mktemp -d)
draining=
child=
waiting=
trap 'rm -rf "$dir"' EXIT
trap 'draining=1; [ -n "$waiting" ] && kill "$waiting" 2>/dev/null' TERM INT

# Sends $2 to $1, leaves the answer in $dir/$3, and prints the status: 000 if there was none.
send() {
  curl -s -o "$dir/$3" -w '%{http_code}' -m "${4:-30}" -H 'Content-Type: application/json' \
    ${ERRAND_TOKEN:+-H "Authorization: Bearer $ERRAND_TOKEN"} -d "$2" "$url$1"
}

# The member $1 of the flat JSON object $2: a text, or a number.
member() {
  printf '%s' "$2" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

# Does the work, and leaves verb and body of what is to be told.
work() {
  config=$1
  case $(member action "$config") in
    echo) echo "complete \"result\":{\"echo\":\"$(member value "$config")\"}" ;;
    sleep)
      sleep "$(member seconds "$config")"
      echo 'complete "result":{}'
      ;;
    fail) echo "fail \"error\":\"$(member message "$config")\"" ;;
    *) echo "fail \"retryable\":false,\"error\":\"$(member message "$config")\"" ;;
  esac > "$dir/outcome.new"
  mv "$dir/outcome.new" "$dir/outcome"
}

# Tells the outcome until there is an answer: telling the same twice does no harm.
tell() {
  while :; do
    status=$(send "/executions/$execution/$1" "{\"lease_token\":$token${2:+,$2}}" told)
    case $status in
      000 | 429 | 5??) sleep 1 ;;
      *) return ;;
    esac
  done
}

# Waits for the work, and says meanwhile that it is under way.
attend() {
  seconds=0
  while kill -0 "$child" 2>/dev/null; do
    sleep 1 &
    wait $!
    seconds=$((seconds + 1))
    [ $((seconds * 3)) -lt "$lease" ] && continue
    seconds=0
    status=$(send "/executions/$execution/heartbeat" \
      "{\"lease_token\":$token,\"lease_seconds\":$lease}" pulse 2)
    case $status in
      404 | 409) kept=; kill "$child" 2>/dev/null; return ;;
      200)
        if grep -q '"cancel_requested":true' "$dir/pulse"; then
          kill "$child" 2>/dev/null
          echo 'release ' > "$dir/outcome"
          return
        fi
        ;;
    esac
  done
}

while [ -z "$draining" ]; do
  claim="{\"worker_id\":\"$worker\",\"namespaces\":[\"$namespace\"],\"types\":[\"conformance\"]"
  claim="$claim,\"max\":1,\"lease_seconds\":$lease,\"wait_seconds\":$wait}"
  # In the background, since a signal is not heeded before the command in front has ended.
  curl -s -o "$dir/claimed" -w '%{http_code}' -m $((wait + 30)) -d "$claim" \
    -H 'Content-Type: application/json' ${ERRAND_TOKEN:+-H "Authorization: Bearer $ERRAND_TOKEN"} \
    "$url/queue/claim" > "$dir/status" &
  waiting=$!
  wait "$waiting" || wait "$waiting"
  waiting=
  case $(cat "$dir/status") in
    200) ;;
    204) continue ;;
    4??) cat "$dir/claimed" >&2; exit 1 ;;
    *) [ -z "$draining" ] && sleep 1; continue ;;
  esac
  execution=$(sed 's/.*"execution":{"id":"\([^"]*\)".*/\1/' "$dir/claimed")
  token=$(sed 's/.*"lease_token":\([0-9]*\).*/\1/' "$dir/claimed")
  config=$(sed 's/.*"config":\({[^}]*}\).*/\1/' "$dir/claimed")
  kept=1
  rm -f "$dir/outcome"
  work "$config" &
  child=$!
  attend
  wait "$child" 2>/dev/null
  [ -f "$dir/outcome" ] || echo 'release ' > "$dir/outcome"
  read -r verb body < "$dir/outcome"
  [ -n "$kept" ] && tell "$verb" "$body"
done
exit 0
