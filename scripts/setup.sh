#!/bin/sh
# Prepares a clone: `setup.sh demo` for running the collection, `setup.sh test` for its tests as well;
# `setup.sh build` prepares it for building the tarball alone, `setup.sh browser` the machine for the tests of
# the emulator's page.
# A step that is done already is not done again: each leaves a stamp that names what it was done for.
set -eu

PYTHON_MINIMUM=3.11
TERRAFORM_MINIMUM=1.11.0
ANSIBLE_PACKAGE=ansible==12.3.0 # the wheel that community.general is taken out of, and awx.awx for the tests
COLLECTION_ENTRIES="examples galaxy.yml meta modules_tf playbooks plugins requirements-emulator.txt requirements.txt roles src"

purpose=${1:-demo}
cd "$(dirname "$0")/.."
venv=.venv
oldest=.cache/ansible-oldest
newest=.cache/ansible-newest
collections=.cache/collections/ansible_collections
unset TF_CLI_CONFIG_FILE TF_LOG TF_CLI_ARGS

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "error: $1"
    shift
    for line in "$@"; do say "       $line"; done
    exit 1
}

recent_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$PYTHON_MINIMUM'.split('.'))))" 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.13 python3.12 python3.11; fi
    for python in "$@"; do
        if recent_enough "$python"; then return; fi
    done
    found=$("$1" --version 2>&1) || found="no Python that runs"
    fail "Python $PYTHON_MINIMUM or newer is needed; \"$1\" is $found." \
        "Install one (https://www.python.org/downloads/) and name it: make PYTHON=/path/to/python3.11 ..."
}

# One on the PATH wins; else the one that was fetched before, or is fetched now.
check_terraform() {
    binary=${TERRAFORM:-terraform}
    where="https://developer.hashicorp.com/terraform/install"
    if ! command -v "$binary" >/dev/null 2>&1; then
        lack="$binary is not on the PATH; version $TERRAFORM_MINIMUM or newer is needed."
        if [ -n "${TERRAFORM:-}" ]; then fail "$lack" "Get it from $where"; fi
        binary=.cache/bin/${TERRAFORM_RELEASE_PROGRAM:-terraform}
        if [ ! -x "$binary" ]; then say "Fetching Terraform, which is not on the PATH"; fi
        told=$(PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 "$1" -m fjcorp_openai.terraform_release 2>&1) ||
            fail "$lack" "It could not be fetched: $told" "Get it from $where"
        if [ -n "$told" ]; then say "$told"; fi
    fi
    version=$("$binary" version 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9.]*\).*/\1/p')
    "$1" -c "
import sys
number = lambda text: tuple(int(part) for part in text.split('.') if part)
sys.exit(number(sys.argv[1]) < number(sys.argv[2]))" "$version" "$TERRAFORM_MINIMUM" ||
        fail "terraform $version is too old; version $TERRAFORM_MINIMUM or newer is needed." "Get it from $where"
}

find_browser() {
    for program in chromium chromium-browser google-chrome; do
        if command -v $program >/dev/null 2>&1; then return; fi
    done
    return 1
}

install_with_apt() { # package, program, what it is for
    hint="Install it; on Debian, as root: apt-get install $1"
    if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
        fail "$2 is not on the PATH; $3" "$hint"
    fi
    say "Installing $1"
    export DEBIAN_FRONTEND=noninteractive
    install="apt-get install -qq --yes --no-install-recommends -o DPkg::Lock::Timeout=300 $1"
    # The package lists of a new machine may be old, or missing.
    $install >/dev/null 2>&1 || { apt-get update -qq && $install; } >&2 ||
        fail "apt-get could not install $1 (see above)." "$hint"
    command -v "$2" >/dev/null 2>&1 || fail "apt-get installed $1, but it is not on the PATH." "$hint"
}

install_browser() {
    if find_browser; then return; fi
    install_with_apt chromium chromium "the tests drive it to use the emulator's page."
}

make_venv() {
    if ! recent_enough "$venv/bin/python"; then
        say "Making $venv with $("$python" --version)"
        "$python" -m venv --clear "$venv" || fail "\"$python -m venv\" failed." \
            "On Debian and Ubuntu the package python3-venv brings it: apt-get install python3-venv"
    fi
}

install_requirements() { # name of the stamp, requirements file
    stamp="$venv/.installed-$1"
    wanted=$(cat requirements*.txt tests/requirements.txt tests/constraints.txt | cksum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    say "Installing $2"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --requirement "$2" --constraint tests/constraints.txt ||
        fail "pip could not install $2 (see above)." "pip takes its index and proxy from its own configuration."
    printf '%s\n' "$wanted" >"$stamp"
}

# Small and quick: this Python, the oldest ansible-core, and the packages of .venv behind it.
install_oldest_ansible() {
    wanted=$("$venv/bin/python" --version; pwd; cksum <tests/requirements-oldest.txt)
    if [ "$(cat $oldest/.installed 2>/dev/null)" = "$wanted" ]; then return; fi
    say "Installing tests/requirements-oldest.txt"
    "$venv/bin/python" -m venv --clear $oldest
    "$oldest/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
        --requirement tests/requirements-oldest.txt ||
        fail "pip could not install tests/requirements-oldest.txt (see above)." \
            "pip takes its index and proxy from its own configuration."
    packages='import sysconfig; print(sysconfig.get_path("purelib"))'
    "$venv/bin/python" -c "$packages" >"$("$oldest/bin/python" -c "$packages")/newest.pth"
    printf '%s\n' "$wanted" >$oldest/.installed
}

# A Python that the newest ansible-core runs with; pyenv keeps those that are not on the PATH.
find_newer_python() {
    kept="${PYENV_ROOT:-$HOME/.pyenv}/versions"
    for newer in python3.14 "$kept"/3.14*/bin/python python3.13 "$kept"/3.13*/bin/python \
        python3.12 "$kept"/3.12*/bin/python; do
        if "$newer" -c "import sys; sys.exit(sys.version_info < (3, 12))" 2>/dev/null; then return; fi
    done
    return 1
}

# Where there is such a Python: with packages of its own, for many are built for one version of Python.
install_newest_ansible() {
    if ! find_newer_python; then
        say "No Python 3.12 or newer is at hand: the plays run without the newest ansible-core"
        return
    fi
    wanted=$("$newer" --version; pwd; cat tests/requirements-newest.txt requirements*.txt tests/constraints.txt | cksum)
    if [ "$(cat $newest/.installed 2>/dev/null)" = "$wanted" ]; then return; fi
    say "Installing tests/requirements-newest.txt for $("$newer" --version)"
    "$newer" -m venv --clear $newest
    grep -v '^ansible-core==' tests/constraints.txt >$newest/constraints.txt
    "$newest/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --requirement tests/requirements-newest.txt --constraint $newest/constraints.txt ||
        fail "pip could not install tests/requirements-newest.txt (see above)." \
            "pip takes its index and proxy from its own configuration."
    printf '%s\n' "$wanted" >$newest/.installed
}

install_npm() {
    if command -v npm >/dev/null 2>&1; then return; fi
    install_with_apt npm npm "the tests run the official Node SDK against the emulator."
}

# The official Node SDK, and a Node that is new enough for it, both from npm.
install_node_clients() {
    source=tests/clients/node
    target=.cache/clients
    wanted=$(cat $source/package.json $source/package-lock.json | cksum)
    if [ "$(cat $target/.installed 2>/dev/null)" = "$wanted" ]; then return; fi
    say "Installing $source/package.json"
    mkdir -p $target
    cp $source/package.json $source/package-lock.json $target/
    npm ci --prefix $target --silent --no-audit --no-fund >&2 ||
        fail "npm could not install $source/package.json (see above)." \
            "npm takes its registry and proxy from its own configuration."
    $target/node_modules/.bin/node --version >/dev/null 2>&1 ||
        fail "The node in $target/node_modules does not run here." "Its install script was not run: allow it (npm config)."
    printf '%s\n' "$wanted" >$target/.installed
}

install_collections() { # names
    stamp=.cache/collections/.unpacked
    wanted="$ANSIBLE_PACKAGE $*"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ -f $collections/community/general/MANIFEST.json ]; then return; fi
    say "Taking $* out of $ANSIBLE_PACKAGE"
    wheel=$(mktemp -d)
    trap 'rm -rf "$wheel"' EXIT
    "$venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-input --no-deps \
        --dest "$wheel" "$ANSIBLE_PACKAGE" || fail "pip could not download $ANSIBLE_PACKAGE (see above)."
    for name in "$@"; do
        "$venv/bin/python" scripts/unpack_collection.py "$wheel"/*.whl "$name" .cache/collections
    done
    printf '%s\n' "$wanted" >"$stamp"
}

# Entry by entry: a link to the whole clone would hold itself, and tools that follow links would not end.
link_collection() {
    place=$collections/fjcorp/openai
    if [ -L $place ]; then rm $place; fi
    mkdir -p $place
    for entry in $COLLECTION_ENTRIES; do
        if [ ! -L "$place/$entry" ]; then ln -s "../../../../../$entry" "$place/$entry"; fi
    done
}

if [ "$purpose" = browser ]; then
    install_browser
    exit
fi
find_python
if [ "$purpose" = build ]; then
    make_venv
    install_requirements build requirements-build.txt
    exit
fi
check_terraform "$python"
if [ "$purpose" = test ]; then install_npm; fi
make_venv
install_requirements demo requirements-emulator.txt
if [ "$purpose" = test ]; then
    install_requirements test tests/requirements.txt
    install_oldest_ansible
    install_newest_ansible
    install_node_clients
    install_collections community.general awx.awx
elif ! grep -q " community.general" .cache/collections/.unpacked 2>/dev/null; then
    install_collections community.general
fi
link_collection
