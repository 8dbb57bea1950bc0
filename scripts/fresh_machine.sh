#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fresh_machine.sh [-d FOLDER] [TARGET...]: runs make TARGET... (setup, demo and
# test by default) in a clean clone on a bare Debian 12, made in FOLDER with
# debootstrap. A machine that has been worked on hides missing packages.
#
# What is taken from this machine is only how it reaches its package mirrors
# and registries: apt's sources, pip's configuration, certificates, and the
# environment variables of both. `../shared`, where it exists, is mounted
# read-only beside the clone. Needs root and the package debootstrap.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
shared=$(dirname "$repository")/shared

folder=
while getopts d: option; do
  case $option in
    d) folder=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
  targets=(setup demo test)
fi

if [[ $(id -u) -ne 0 ]]; then
  echo 'fresh_machine: debootstrap and chroot need root' >&2
  exit 1
fi
if [[ -z $folder ]]; then
  folder=$(mktemp -d /var/tmp/firefly-fresh.XXXXXX)
  # Everything is mounted in a namespace of its own: nothing outlives it here.
  trap 'rm -rf --one-file-system "$folder"' EXIT
fi

# The mirror that this machine installs Debian itself from.
mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME) $(ORIGIN)' \
  | awk '$2 == "bookworm" && $3 == "Debian" { print $1; exit }')
if [[ -z $mirror ]]; then
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources \
    2> /dev/null | awk '
      $1 == "URIs:" { uri = $2 }
      $1 == "Suites:" && $2 == "bookworm" { print uri; exit }
      $1 == "deb" && $3 == "bookworm" { print $2; exit }')
fi

if [[ ! -e $folder/etc/debian_version ]]; then
  # Besides the bare system only what README.md asks for.
  debootstrap --variant=minbase --include=git,make bookworm "$folder" "$mirror"
fi

copy() {
  if [[ -e $1 ]]; then
    # A tree that is used again may hold links that lead out of it.
    rm -rf "${folder:?}$1"
    mkdir -p "$folder$(dirname "$1")"
    cp -rL "$1" "$folder$(dirname "$1")/"
  fi
}
apt-config dump | grep '^Acquire::' > "$folder/etc/apt/apt.conf.d/90-as-here"
copy /etc/resolv.conf
copy /etc/hosts
copy /etc/pip.conf
copy /root/.config/pip
copy "${PIP_FIND_LINKS:-/nonexistent}"
copy /etc/ssl/certs
copy /usr/local/share/ca-certificates
if [[ -e /etc/apt/sources.list.d/debian.sources ]]; then
  rm -f "$folder/etc/apt/sources.list"
  copy /etc/apt/sources.list.d/debian.sources
else
  copy /etc/apt/sources.list
fi

environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin)
while IFS= read -r -d '' variable; do
  case ${variable%%=*} in
    PIP_* | SSL_CERT_* | REQUESTS_CA_BUNDLE | CURL_CA_BUNDLE | CI | \
      http_proxy | https_proxy | no_proxy | HTTP_PROXY | HTTPS_PROXY | NO_PROXY)
      environment+=("$variable")
      ;;
  esac
done < <(env -0)

rm -rf "$folder/work"
mkdir -p "$folder/work"
git clone --quiet --no-hardlinks "$repository" "$folder/work/firefly"

# In a mount namespace of its own, which ends with the script.
export folder shared
unshare --mount --fork bash -euo pipefail -c '
  mount --make-rprivate /
  mount -t proc proc "$folder/proc"
  mount --rbind /dev "$folder/dev"
  if [[ -d $shared ]]; then
    mkdir -p "$folder/work/shared"
    mount --bind -o ro "$shared" "$folder/work/shared"
  fi
  exec "$@"
' fresh env -i "${environment[@]}" chroot "$folder" \
  make -C /work/firefly --no-print-directory "${targets[@]}"
