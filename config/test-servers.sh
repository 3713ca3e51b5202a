# Finds the servers that tests need and Maven cannot bring: on the PATH, else in the cache folder, else fetched
# there by the system's own package manager, without installing anything. To be sourced; sets
# ERRAND_TEST_NATS_SERVER and ERRAND_TEST_CONSUL, empty where a server cannot be had.

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

# fetch_server PROGRAM: downloads the package of that name and unpacks it into the cache
fetch_server() {
  local folder="$server_cache/$1"
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
  refresh_apt_lists || return 1
  rm -rf "$folder.part" && mkdir -p "$folder.part" || return 1
  (cd "$folder.part" && private_apt download "$1") || return 1
  dpkg -x "$folder.part/"*.deb "$folder.part" || return 1
  rm -f "$folder.part/"*.deb && rm -rf "$folder" && mv "$folder.part" "$folder"
}

# find_server PROGRAM: prints its path, or nothing; what went wrong goes to standard error
find_server() {
  local path
  path=$(command -v "$1") && { echo "$path"; return; }
  [ -x "$server_cache/$1/usr/bin/$1" ] || [ -x "$server_cache/$1/usr/sbin/$1" ] || fetch_server "$1" >&2 || return 0
  for path in "$server_cache/$1/usr/bin/$1" "$server_cache/$1/usr/sbin/$1"; do
    [ -x "$path" ] && "$path" --version >/dev/null 2>&1 && { echo "$path"; return; }
  done
  return 0
}
