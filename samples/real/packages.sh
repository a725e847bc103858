#!/usr/bin/env bash
# Builds a real Debian image of some 300 packages, a few of which exist for x86-64 only.
#
#   samples/real/packages.sh [--force] [OUT]
#
# OUT (default build/real under the repository root) receives packages/oci, an OCI layout with the
# tag "app". What is about each package's files (documentation, translations) is left out, the
# package database is whole. An image whose recipe did not change is left alone unless --force.
# Needs root on Debian bookworm for x86-64, and mmdebstrap and umoci.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
suite=bookworm
created=2022-03-01T00:00:00Z
# What only x86-64 has comes with va-driver-all and openmpi; grub-pc-bin has another name elsewhere.
packages=apt,ca-certificates,curl,ffmpeg,grub-pc-bin,libopenmpi3,perl,procps,python3,va-driver-all

die() { printf 'packages.sh: %s\n' "$*" >&2; exit 2; }

force=no out=
while (($#)); do
    case $1 in
        --force) force=yes ;;
        -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        -*) die "unknown option $1 (see --help)" ;;
        *) [[ -z $out ]] || die "one OUT only"; out=$1 ;;
    esac
    shift
done
for tool in mmdebstrap umoci; do
    command -v "$tool" >/dev/null || die "not found: $tool"
done
((EUID == 0)) || die "must run as root: the layers keep Debian's owners and set-id bits"
[[ $(dpkg --print-architecture) == amd64 ]] || die "needs a machine of x86-64"

out=${out:-$here/../../build/real}
mkdir -p "$out"
out=$(cd "$out" && pwd)
recipe=$(sha256sum <"${BASH_SOURCE[0]}" | cut -d' ' -f1)
if [[ $force == no && $(cat "$out/packages/recipe" 2>/dev/null) == "$recipe" ]]; then
    echo "packages: already built" >&2
    exit
fi
work=$(mktemp -d "$out/work.XXXXXX")
trap 'rm -rf "$work"' EXIT

# A machine that runs the same suite knows better than a default where its mirror is.
sources=()
if [[ $(. /etc/os-release && echo "${VERSION_CODENAME:-}") == "$suite" ]]; then
    for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
        if [[ -s $list ]]; then
            sources=("$list")
            break
        fi
    done
fi

excluded=()
for path in doc info locale man icons; do
    excluded+=("--dpkgopt=path-exclude=/usr/share/$path/*")
done
mmdebstrap --quiet --variant=minbase --architectures=amd64 --include="$packages" \
    "${excluded[@]}" --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --skip=output/dev \
    "$suite" "$work/root.tar" "${sources[@]}"
mkdir "$work/packages"
oci=$work/packages/oci
umoci init --layout "$oci"
umoci new --image "$oci:app"
umoci config --image "$oci:app" --no-history --architecture amd64 --os linux
umoci raw add-layer --image "$oci:app" --history.created "$created" \
    --history.created_by "/bin/sh -c #(nop) ADD file:rootfs.tar in / " "$work/root.tar"
umoci gc --layout "$oci"
echo "$recipe" >"$work/packages/recipe"
rm -rf "${out:?}/packages"
mv "$work/packages" "$out/packages"
du -sh "$out/packages/oci" >&2
