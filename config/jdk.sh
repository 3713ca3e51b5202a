# Chooses a JDK of version 21 or newer and exports JAVA_HOME; to be sourced. JAVA_HOME and the PATH are asked
# first, so that whoever set them has their way; then the usual places, where the newest wins.

needed_java=21

# java_major HOME: prints the major version of the JDK in that folder, or 0 when there is none
java_major() {
  local version
  [ -x "$1/bin/javac" ] && version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  echo "${version:-0}"
}

# jdk_on_path: prints the home of the javac that the PATH finds
jdk_on_path() {
  local file link
  file=$(command -v javac) || return 0
  while link=$(readlink "$file"); do
    case $link in /*) file=$link ;; *) file=$(dirname "$file")/$link ;; esac
  done
  (cd "$(dirname "$file")/.." && pwd)
}

choose_jdk() {
  local home major best=0
  for home in "${JAVA_HOME:-}" "$(jdk_on_path)"; do
    if [ -n "$home" ] && [ "$(java_major "$home")" -ge "$needed_java" ]; then
      export JAVA_HOME="$home"
      java_version=$(java_major "$home")
      return
    fi
  done
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    major=$(java_major "$home")
    if [ "$major" -ge "$needed_java" ] && [ "$major" -gt "$best" ]; then
      best=$major
      export JAVA_HOME="$home"
      java_version=$major
    fi
  done
  if [ "$best" = 0 ]; then
    echo "A JDK of version $needed_java or newer is needed, and none was found. Install one, or set JAVA_HOME to it." >&2
    return 1
  fi
}

# quiet_jvm: prints the options that keep a JVM of this version from warning about the libraries in use
quiet_jvm() {
  echo "--enable-native-access=ALL-UNNAMED"
  [ "$java_version" -lt 24 ] || echo "--sun-misc-unsafe-memory-access=allow"
}

# require_maven: says what is missing when there is no Maven, and keeps its own JVM quiet and, since it does not live
# long, from compiling what it runs twice
require_maven() {
  if ! command -v mvn >/dev/null; then
    echo "Maven 3.8 or newer is needed to build, and there is no mvn on the PATH. Install it." >&2
    return 1
  fi
  MAVEN_OPTS="-XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-} $(quiet_jvm | tr '\n' ' ')"
  export MAVEN_OPTS
}
