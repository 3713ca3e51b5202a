# Finds the servers that tests need and Maven cannot bring: on the PATH, else in the cache folder, else fetched
# there by the system's own package manager, without installing anything. To be sourced; find_server prints where one is,
# or nothing where it cannot be had.

server_cache="${XDG_CACHE_HOME:-$HOME/.cache}/errand/servers"

# private_apt ARGUMENTS...: apt-get on lists and caches of our own, so that the system's stay untouched
private_apt() {
  apt-get -qq \
    -o Dir::Etc::SourceList="$server_cache/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$server_cache/apt/lists" -o Dir::Cache="$server_cache/apt/cache" \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=2 \
    -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 "$@"
}

# Writes a source list with the release that this machine runs and, on Debian, the last one that has Consul.
write_apt_sources() {
  local id codename uri key=""
  id=$(. /etc/os-release && echo "${ID:-}")
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [ -f "/usr/share/keyrings/$id-archive-keyring.gpg" ] && key="[signed-by=/usr/share/keyrings/$id-archive-keyring.gpg]"
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v own="$codename" '$1 == own && ($2 == "main" || $2 == "universe")' | sort -u |
    while read -r release component uri; do
      echo "deb $key $uri $release $component"
      [ "$id" = debian ] && [ "$component" = main ] && [ "$release" != bullseye ] && echo "deb $key $uri bullseye main"
      true
    done >"$server_cache/apt/sources.list"
  [ -s "$server_cache/apt/sources.list" ]
}

refresh_apt_lists() {
  [ -n "${apt_lists_are_fresh:-}" ] && return
  mkdir -p "$server_cache/apt/lists/partial" "$server_cache/apt/cache/archives/partial"
  write_apt_sources && private_apt update && apt_lists_are_fresh=yes
}

# libraries_of PROGRAM: the packages of those libraries that it needs and a system may lack
libraries_of() {
  [ "$1" = mosquitto ] || return 0
  apt-cache -o Dir::Etc::SourceList="$server_cache/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$server_cache/apt/lists" -o Dir::Cache="$server_cache/apt/cache" depends "$1" |
    awk '$1 ~ /Depends:/ && $2 ~ /^lib(mosquitto|cjson|dlt|wrap|websockets|microhttpd|sqlite3-|ev|c-ares)/ { print $2 }'
}

# fetch_server PROGRAM: downloads the package of that name, with its libraries, and unpacks it into the cache
fetch_server() {
  local folder="$server_cache/$1" package
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
  refresh_apt_lists || return 1
  rm -rf "$folder.part" && mkdir -p "$folder.part" || return 1
  for package in "$1" $(libraries_of "$1"); do
    (cd "$folder.part" && private_apt download "$package") || return 1
  done
  for package in "$folder.part/"*.deb; do
    dpkg -x "$package" "$folder.part" || return 1
  done
  write_runner "$1" "$folder.part"
  rm -f "$folder.part/"*.deb && rm -rf "$folder" && mv "$folder.part" "$folder"
}

# write_runner PROGRAM FOLDER: where libraries were unpacked beside it, a script that has the program find them
write_runner() {
  compgen -G "$2/usr/lib/*/lib*.so*" >/dev/null || return 0
  mkdir -p "$2/run"
  cat >"$2/run/$1" <<'END'
#!/bin/sh
here=$(cd "$(dirname "$0")/.." && pwd)
name=$(basename "$0")
LD_LIBRARY_PATH=$(echo "$here"/usr/lib/*-linux-*) && export LD_LIBRARY_PATH
[ -x "$here/usr/sbin/$name" ] && exec "$here/usr/sbin/$name" "$@"
exec "$here/usr/bin/$name" "$@"
END
  chmod +x "$2/run/$1"
}

# answers PATH: whether it can be run; mosquitto has no option for its version, but tells it with the help
answers() {
  "$1" --version >/dev/null 2>&1 || [[ $("$1" -h 2>&1) == *" version "* ]]
}

# find_server PROGRAM: prints its path, or nothing; what went wrong goes to standard error
find_server() {
  local path
  path=$(command -v "$1") && { echo "$path"; return; }
  [ -x "$server_cache/$1/usr/bin/$1" ] || [ -x "$server_cache/$1/usr/sbin/$1" ] || fetch_server "$1" >&2 || return 0
  for path in "$server_cache/$1/run/$1" "$server_cache/$1/usr/bin/$1" "$server_cache/$1/usr/sbin/$1"; do
    [ -x "$path" ] && answers "$path" && { echo "$path"; return; }
  done
  return 0
}
