# Sourced by the programs of chaos/, benchmarks/ and examples/: builds what is missing, then runs a class of the module.
# launch MODULE/PROGRAM MAIN 'JVM OPTIONS' ARGUMENTS...
# Whoever starts another module as a process sets `program` and calls `prepare MODULE SOURCES` first. A class of another
# module than the program's is run with `within` set to it.

within=
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

die() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit 2
}

complete() {
  [ -f "$path" ] && [ -d "$classes" ] || return 1
  old_ifs=$IFS
  IFS=:
  for entry in $(cat "$path"); do
    [ -e "$entry" ] || return 1
  done
  IFS=$old_ifs
  [ -z "$(newer "$root" && newer "$root/$sources")" ]
}

# a source below a folder that has changed since the build; modules with programs only matter for themselves
newer() {
  find "$1" ! -path "$1" \( -name target -o -name .git -o -name .durable-emitter -o -path "$root/acceptance" -o -path "$root/examples" \
    -o -path "$root/examples/shop" -o -path "$root/examples/orders" -o -path "$root/chaos" -o -path "$root/benchmarks" -o -path '*/src/test' \) -prune \
    -o -type f \( -name '*.java' -o -name pom.xml -o -name '*.proto' -o -path '*/src/main/resources/*' \) -newer "$path" -print | head -n 1
}

build() {
  mkdir -p "$root/$module/target"
  log=$root/$module/target/launch-build.log
  printf '%s: building, the first time takes a minute or two ...' "$program" >&2
  if (cd "$root" && exec ./mvnw -B -ntp -q -Dquick -Dmaven.javadoc.skip -Dmaven.test.skip -pl "$module" -am process-classes) >"$log" 2>&1 </dev/null; then
    printf ' done\n' >&2
    touch "$path"
  else
    printf ' failed\n' >&2
    tail -n 20 "$log" >&2
    die "the build failed, see $log"
  fi
}

# builds a module unless it is there and newer than its sources, which lie below it unless another folder is given
prepare() {
  module=$1 sources=${2:-$1}
  path=$root/$module/target/launch.classpath
  classes=$root/$module/target/classes
  complete || build
}

launch() {
  program=$1 main=$2 options=$3
  shift 3
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
  else
    java=$(command -v java) || die "no Java was found; install a JDK 17 or newer, or set JAVA_HOME to one"
  fi
  prepare "${within:-${program%%/*}}"
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
  newer=
  [ "${version%%.*}" -lt 24 ] || newer='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
  # shellcheck disable=SC2086 # the options are words
  exec "$java" $newer $options -cp "$classes:$(cat "$path")" "$main" "$@"
}
