#!/usr/bin/env bash
# Makes what the image holds: a Java runtime of only the modules that the server uses, the jar, and a cache of its loaded
# classes. The Dockerfile runs this, and so does the test of the image.
#
#   assemble.sh JDK JAR FOLDER     JDK 25 or newer; FOLDER is where it will lie in the image, and must not exist
set -euo pipefail

jdk=$1 jar=$2 folder=$3

# What jdeps finds in the jar, and jcmd for looking into a running server.
modules=java.base,java.desktop,java.naming,java.net.http,java.security.jgss,java.sql,jdk.crypto.ec
modules+=,jdk.jcmd,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs

mkdir "$folder"
"$jdk/bin/jlink" --add-modules "$modules" --output "$folder/java" \
  --no-man-pages --no-header-files --compress zip-0
# The cache notes size and time of the jar, and counts for no other; images keep whole seconds only.
cp "$jar" "$folder/modelyard.jar"
touch -d "@$(stat -c %Y "$jar")" "$folder/modelyard.jar"

# A server at work, so that the cache gets the classes of a start and of the calls that come first.
work=$(mktemp -d)
chmod 755 "$work" # as root the database runs as another user
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
env -u JDK_JAVA_OPTIONS -u JAVA_TOOL_OPTIONS MODELYARD_LISTEN=127.0.0.1:0 MODELYARD_DATA_DIR="$work/data" \
  "$folder/java/bin/java" -XX:AOTCacheOutput="$folder/modelyard.aot" -jar "$folder/modelyard.jar" >"$work/log" 2>&1 &
server=$!

port=
until port=$(sed -n 's|.*Modelyard .* serves http://127.0.0.1:\([0-9]*\).*|\1|p' "$work/log") && [ -n "$port" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

call() { # call METHOD PATH [BODY]: fails unless the answer is 2xx; prints its body
  local method=$1 path=$2 body=${3:-} status
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$method" "$path" "${#body}" "$body" >&3
  read -r _ status _ <&3
  while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do :; done
  cat <&3
  exec 3>&-
  case $status in 2*) ;; *) printf '%s %s: %s\n' "$method" "$path" "$status" >&2 && return 1 ;; esac
}

api=/api/2.0/mlflow
call GET /ready >/dev/null
call GET / >/dev/null
run=$(call POST $api/runs/create '{"experiment_id":"0","run_name":"training"}' |
  sed -n 's/.*"run_id": *"\([0-9a-f]*\)".*/\1/p')
call POST $api/runs/log-batch "{\"run_id\":\"$run\",
  \"metrics\":[{\"key\":\"loss\",\"value\":0.5,\"timestamp\":1,\"step\":1}],
  \"params\":[{\"key\":\"depth\",\"value\":\"4\"}],\"tags\":[{\"key\":\"team\",\"value\":\"a\"}]}" >/dev/null
call POST $api/runs/log-metric "{\"run_id\":\"$run\",\"key\":\"loss\",\"value\":0.4,\"timestamp\":2,\"step\":2}" >/dev/null
call PUT "/api/2.0/mlflow-artifacts/artifacts/0/$run/artifacts/notes.txt" 'a file' >/dev/null
call GET "$api/artifacts/list?run_id=$run" >/dev/null
call GET "$api/metrics/get-history?run_id=$run&metric_key=loss" >/dev/null
call POST $api/runs/search '{"experiment_ids":["0"],"filter":"metrics.loss < 1"}' >/dev/null
call POST $api/registered-models/create '{"name":"training"}' >/dev/null
call GET $api/registered-models/search >/dev/null
call GET /metrics >/dev/null

kill "$server"
wait "$server" # it ends with 0, and writes the cache before
server=
[ -s "$folder/modelyard.aot" ] || { cat "$work/log" >&2; exit 1; }
chmod -R go+rX "$folder"
