#!/bin/sh
# Installs the Terraform whose SHA-256 stands beside this script: install_terraform.sh ADDRESS FOLDER
# ADDRESS is the folder of the release. What has another sum, or none here, is not installed. For OpenTofu,
# put the sums of its archives into terraform.sha256, and name its folder. PYTHON names the interpreter.
set -eu

address=$1
folder=$2
sums=$(cd "$(dirname "$0")" && pwd)/terraform.sha256
case $(uname -m) in
    x86_64) machine=amd64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) machine=$(uname -m) ;;
esac
archive=$(sed -n "s/^[0-9a-f]\{64\}  \([a-z_]*[0-9.]*_linux_$machine\.zip\)$/\1/p" "$sums")
if [ -z "$archive" ]; then
    echo "error: $sums has no archive for Linux on $machine" >&2
    exit 1
fi
draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT
cd "$draft"
"${PYTHON:-python3}" -c 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])' \
    "$address/$archive" "$archive"
grep "  $archive\$" "$sums" | sha256sum --check --quiet
program=${archive%%_*}
"${PYTHON:-python3}" -m zipfile -e "$archive" unpacked
install -m 0755 "unpacked/$program" "$folder/$program"
"$folder/$program" version
