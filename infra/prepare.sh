# Sourced by infra/up and infra/test: finds or installs what they need, and says in one sentence what is wrong where it cannot.
# Everything that is not a Debian package goes under .tools in the repository.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$repository/.tools"
node_major=20
min_free_mb=2000

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf '\033[31mCannot go on:\033[0m %s\n' "$*" >&2; exit 1; }

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() { local p; for p in $(seq "$1" $(($1 + 200))); do port_is_taken "$p" || { echo "$p"; return; }; done; fail "no free port from $1 on."; }

# Runs a long step quietly and shows its output only where it fails.
quietly() {
  local what=$1 log; shift
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    rm -f "$log"
    fail "$what failed; the end of its output is above."
  fi
  rm -f "$log"
}

need_disk() {
  local free_mb
  free_mb=$(df -Pm "$repository" | awk 'NR==2 {print $4}')
  [ "$free_mb" -ge "$min_free_mb" ] || fail "only $free_mb MB are free on the disk of $repository; building and running needs $min_free_mb."
}

need_sdk() {
  command -v dotnet >/dev/null || fail "there is no .NET SDK: install version 10 and put 'dotnet' on the PATH."
  dotnet --list-sdks | grep -q '^10\.' || fail "the .NET SDK 10 is needed; this machine has: $(dotnet --list-sdks | awk '{print $1}' | paste -sd' ' -)."
}

# need_debian COMMAND-OR-FILE PACKAGE...: installs the packages where the command or file is not there.
need_debian() {
  local probe=$1; shift
  if command -v "$probe" >/dev/null || [ -e "$probe" ]; then return; fi
  [ "$(id -u)" = 0 ] || fail "'$probe' is missing: run 'apt-get install $*' as root, or this script as root."
  command -v apt-get >/dev/null || fail "'$probe' is missing and there is no apt-get: install $* by hand."
  say "Installing $* from Debian"
  if [ -z "${apt_updated:-}" ]; then quietly "apt-get update" apt-get update; apt_updated=1; fi
  quietly "apt-get install $*" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# Debian 12 has Node 18 and the web build needs 20: the npm registry has Node itself as a package.
need_node() {
  local major
  if [ -x "$tools/node/node_modules/.bin/node" ]; then PATH="$tools/node/node_modules/.bin:$PATH"; fi
  need_debian node nodejs
  need_debian npm npm
  major=$(node -p 'process.versions.node.split(".")[0]')
  if [ "$major" -lt "$node_major" ]; then
    say "Installing Node $node_major beside Debian's $major"
    local machine
    case "$(uname -m)" in x86_64) machine=x64 ;; aarch64) machine=arm64 ;; *) fail "Node $node_major is needed, and there is no package of it for $(uname -m): install it and put it on the PATH." ;; esac
    mkdir -p "$tools/node"
    quietly "installing Node $node_major" npm install --prefix "$tools/node" --no-save --no-audit --no-fund "node-linux-$machine@$node_major" npm@10
    PATH="$tools/node/node_modules/.bin:$PATH"
  fi
  export PATH
}

# npm_install FOLDER: 'npm ci' where the lock file changed since the last time.
npm_install() {
  local folder=$1 stamp
  stamp="$folder/node_modules/.installed-$(sha256sum "$folder/package-lock.json" | cut -c1-16)"
  if [ -e "$stamp" ]; then return; fi
  say "Installing npm packages of ${folder#"$repository"/}"
  quietly "npm ci in $folder" npm ci --prefix "$folder" --no-audit --no-fund
  touch "$stamp"
}

need_azurite() {
  mkdir -p "$tools"
  cp "$repository/infra/tools/package.json" "$repository/infra/tools/package-lock.json" "$tools/"
  npm_install "$tools"
  export CROSSLIVE_AZURITE="$tools/node_modules/azurite/dist/src/table/main.js"
  [ -e "$CROSSLIVE_AZURITE" ] || fail "Azurite's table server is not at $CROSSLIVE_AZURITE."
}

# The C++ program that encodes streams and sends them on; built again where its sources changed.
worker="$tools/encoder-worker/crosslive-worker"
build_worker() {
  need_debian g++ g++
  need_debian cmake cmake
  need_debian ninja ninja-build
  need_debian pkg-config pkg-config
  need_debian /usr/include/gstreamer-1.0/gst/gst.h libgstreamer1.0-dev
  need_debian /usr/include/nlohmann/json.hpp nlohmann-json3-dev
  need_debian /usr/include/openssl/ssl.h libssl-dev
  need_debian /usr/include/srt/srt.h libsrt-openssl-dev
  # x264enc, the decoders and AAC, scaling.
  need_debian /usr/lib/$(uname -m)-linux-gnu/gstreamer-1.0/libgstx264.so gstreamer1.0-plugins-ugly
  need_debian /usr/lib/$(uname -m)-linux-gnu/gstreamer-1.0/libgstlibav.so gstreamer1.0-libav
  need_debian /usr/lib/$(uname -m)-linux-gnu/gstreamer-1.0/libgstvideoconvertscale.so gstreamer1.0-plugins-base
  [ -e "$tools/encoder-worker/build.ninja" ] || quietly "cmake" cmake -S "$repository/src/encoder-worker" -B "$tools/encoder-worker" -G Ninja
  quietly "building the stream's worker" cmake --build "$tools/encoder-worker"
}

# What the server takes streams over SRT with; without it there is no such port, and all else is there.
need_srt() { need_debian "/usr/lib/$(uname -m)-linux-gnu/libsrt.so.1.5" libsrt1.5-openssl; }

build_web() {
  npm_install "$repository/src/web"
  say "Building the client SDK and the viewer page"
  quietly "npm run build" npm run build --prefix "$repository/src/web"
}
