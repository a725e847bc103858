#!/usr/bin/env bash
# Builds real images: Debian with a JVM, a Python 3.8 site-packages of 2020 and Spark's JARs.
#
#   samples/real/build.sh [--arch amd64|arm64|all] [--force] [OUT]
#
# OUT (default build/real under the repository root) receives, for each architecture,
#   OUT/ARCH/oci        an OCI layout with the tag "app"
#   OUT/ARCH/image.tar  the same image as `docker save` writes it
# and OUT/cache the downloads. An image whose recipe did not change is left alone unless --force.
# Needs root on a Debian-like x86-64 or arm64 machine. Nothing of a foreign architecture is run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
suite=bookworm
pyspark=3.0.3
created=2022-03-01T00:00:00Z
packages=apt,ca-certificates,curl,less,libgomp1,libstdc++6,libxslt1.1,nginx-light
packages+=,openjdk-17-jre-headless,perl,postgresql-client,procps,python3

# pip matches platform tags literally, so each spelling a wheel of the time may carry is listed.
declare -A platforms=(
    [amd64]="manylinux2014_x86_64 manylinux2010_x86_64 manylinux1_x86_64"
    [arm64]="manylinux2014_aarch64 manylinux_2_17_aarch64 manylinux_2_24_aarch64
             manylinux_2_28_aarch64"
)
declare -A requirements=(
    [amd64]=$here/requirements-2020.txt
    [arm64]=$here/requirements-arm64.txt
)

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*" >&2; }
die() { printf 'build.sh: %s\n' "$*" >&2; exit 2; }

arch=all force=no out=
while (($#)); do
    case $1 in
        --arch) (($# > 1)) || die "--arch needs a value"; arch=$2; shift ;;
        --arch=*) arch=${1#*=} ;;
        --force) force=yes ;;
        -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        -*) die "unknown option $1 (see --help)" ;;
        *) [[ -z $out ]] || die "one OUT only"; out=$1 ;;
    esac
    shift
done
case $arch in
    amd64 | arm64) archs=("$arch") ;;
    all) archs=(amd64 arm64) ;;
    *) die "--arch is amd64, arm64 or all, not $arch" ;;
esac

missing=()
for tool in ar dpkg dpkg-deb mmdebstrap python3 skopeo tar umoci; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
((${#missing[@]} == 0)) || die "not found: ${missing[*]}
    apt-get install binutils mmdebstrap python3-venv skopeo umoci"
((EUID == 0)) || die "must run as root: the layers keep Debian's owners and set-id bits"

out=${out:-$here/../../build/real}
mkdir -p "$out/cache"
out=$(cd "$out" && pwd)
cache=$out/cache
work=$(mktemp -d "$out/work.XXXXXX")
fetching=
trap '[[ -z $fetching ]] || kill "$fetching" 2>/dev/null || :; rm -rf "$work"' EXIT

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

# quietly COMMAND...: what it says is shown only when it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; die "failed: $1"; }
}

# bootstrap_native ARCH TAR: Debian of this machine's architecture as a tar, every script run.
bootstrap_native() {
    local arch=$1 tar=$2
    quietly mmdebstrap --variant=minbase --architectures="$arch" --include="$packages" \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
        --skip=download/empty,essential/unlink,output/dev \
        --setup-hook='mkdir -p "$1"/var/cache/apt/archives' \
        --setup-hook="sync-in '$cache/debs-$arch' /var/cache/apt/archives" \
        --customize-hook="sync-out /var/cache/apt/archives '$cache/debs-$arch'" \
        "$suite" "$tar" "${sources[@]}"
}

# bootstrap_foreign ARCH TAR: the same packages of an architecture whose programs cannot run here.
# dpkg itself unpacks and registers them, so that its database is a real one; the maintainer
# scripts, which would have to run, are taken out of the packages first. What they would have made
# (alternatives, caches, byte code) is therefore not in the image.
bootstrap_foreign() {
    local arch=$1 tar=$2 root=$work/root-$1 debs=$work/debs-$1 deb part
    quietly mmdebstrap --variant=extract --architectures="$arch" \
        --include='?essential' --include='?priority(required)' --include="$packages" \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
        --skip=check/qemu,download/empty,cleanup/apt/cache \
        --setup-hook='mkdir -p "$1"/var/cache/apt/archives' \
        --setup-hook="sync-in '$cache/debs-$arch' /var/cache/apt/archives" \
        "$suite" "$root" "${sources[@]}"
    # What base-passwd's own script does first of all.
    cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
    cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
    mkdir "$debs"
    for deb in "$root"/var/cache/apt/archives/*.deb; do
        part=$debs/${deb##*/}
        mkdir "$part.d"
        dpkg-deb --control "$deb" "$part.d/control"
        rm -f "$part.d"/control/{config,preinst,postinst,prerm,postrm,triggers}
        tar -C "$part.d/control" -cf "$part.d/control.tar" .
        (cd "$part.d" && ar x "$deb" && ar qcS "$part" debian-binary control.tar data.tar.*)
        rm -r "$part.d"
    done
    local dpkg=(dpkg --root="$root" "--force-architecture,depends,confnew,unsafe-io,bad-path")
    quietly "${dpkg[@]}" --unpack --recursive "$debs"
    quietly "${dpkg[@]}" --configure --pending
    echo "$arch" >"$root/var/lib/dpkg/arch"
    mv "$root"/var/cache/apt/archives/*.deb "$cache/debs-$arch/"
    tar --sort=name --numeric-owner --exclude='./dev/*' -C "$root" -cf "$tar" .
    rm -rf "$root" "$debs"
}

# layer DIR TAR: a layer as a builder would have written it, the same bytes every time.
layer() {
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$created" \
        --format=pax --pax-option=delete=atime,delete=ctime -C "$1" -cf "$2" opt ${3+"$3"}
}

pip() { "$cache/venv/bin/pip" --disable-pip-version-check --quiet "$@"; }

# pip_options ARCH: sets `options` to what tells pip the machine and the pins.
pip_options() {
    local platform
    options=(--no-deps --only-binary=:all: --python-version 38 -r "${requirements[$1]}")
    for platform in ${platforms[$1]}; do options+=(--platform "$platform"); done
}

# fetch ARCH: the wheels and Spark's sdist into the cache.
fetch() {
    local wheels=$cache/wheels-$1 sdist=$cache/pyspark-$pyspark.tar.gz
    local options
    if ! [[ -x $cache/venv/bin/pip ]]; then
        python3 -m venv "$cache/venv"
        # Later pips refuse wheels of 2020 whose metadata they cannot parse, celery's among them.
        pip install pip==24.0
    fi
    if ! cmp -s "${requirements[$1]}" "$wheels/requirements.txt"; then
        pip_options "$1"
        rm -rf "$wheels"
        pip download "${options[@]}" --dest "$wheels"
        cp "${requirements[$1]}" "$wheels/requirements.txt"
    fi
    # pip runs the package's setup.py for its metadata; the JARs are data inside the sdist.
    [[ -f $sdist ]] ||
        pip download --no-deps --no-binary pyspark --dest "$cache" "pyspark==$pyspark"
}

site_packages() {
    local site=$work/site-$1 tar=$2 options
    pip_options "$1"
    # The byte code would be that of the Python that builds, not of the image's 3.8.
    pip install "${options[@]}" --no-compile --no-index --find-links "$cache/wheels-$1" \
        --target "$site/opt/app/venv/lib/python3.8/site-packages"
    layer "$site" "$tar"
    rm -rf "$site"
}

spark_jars() {
    local tar=$1 jars=$work/jars/opt/spark/jars
    mkdir -p "$jars"
    tar -C "$jars" -xzf "$cache/pyspark-$pyspark.tar.gz" --strip-components=3 \
        "pyspark-$pyspark/deps/jars"
    layer "$work/jars" "$tar"
    rm -rf "$work/jars"
}

app() {
    local tar=$1 app=$work/app/opt/app doc=$work/app/usr/share/doc/curl
    mkdir -p "$app/lib" "$doc" "$work/app/usr/bin"
    cat >"$app/run.sh" <<'SCRIPT'
#!/bin/sh
exec java -cp '/opt/spark/jars/*' org.apache.spark.deploy.SparkSubmit "$@"
SCRIPT
    chmod 755 "$app/run.sh"
    ln -s ../venv/lib/python3.8/site-packages/lightgbm/lib_lightgbm.so "$app/lib/lib_lightgbm.so"
    # Whiteouts: a document and, as hardening guides ask, a set-id program.
    touch "$doc/.wh.copyright" "$work/app/usr/bin/.wh.su"
    layer "$work/app" "$tar" usr
    rm -rf "$work/app"
}

assemble() {
    local arch=$1 dir=$2 oci=$2/oci
    local spark="COPY /build/spark/jars /opt/spark/jars # buildkit"
    local pinned="RUN /bin/sh -c /opt/app/venv/bin/pip install -r requirements.txt # buildkit"
    local path=/opt/app/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    local script="RUN /bin/sh -c install -D run.sh /opt/app/run.sh && mkdir /opt/app/lib"
    script+=" && ln -s ../venv/lib/python3.8/site-packages/lightgbm/lib_lightgbm.so /opt/app/lib/"
    script+=" && rm /usr/bin/su /usr/share/doc/curl/copyright # buildkit"
    add() {
        umoci raw add-layer --image "$oci:app" --history.created "$created" \
            --history.created_by "$2" "$1"
    }
    umoci init --layout "$oci"
    umoci new --image "$oci:app"
    umoci config --image "$oci:app" --no-history --architecture "$arch" --os linux
    add "$work/$arch-0.tar" "/bin/sh -c #(nop) ADD file:rootfs.tar in / "
    add "$work/$arch-1.tar" "$pinned"
    add "$work/2.tar" "$spark"
    add "$work/3.tar" "$script"
    umoci config --image "$oci:app" --created "$created" \
        --history.created "$created" --history.created_by 'ENTRYPOINT ["/opt/app/run.sh"]' \
        --config.env "PATH=$path" \
        --config.env LD_LIBRARY_PATH=/opt/app/lib \
        --config.env "JAVA_HOME=/usr/lib/jvm/java-17-openjdk-$arch" \
        --config.workingdir /opt/app --config.entrypoint /opt/app/run.sh
    umoci gc --layout "$oci"
    # No policy is asked: both ends are files written here.
    skopeo --insecure-policy copy --quiet "oci:$oci:app" \
        "docker-archive:$dir/image.tar:archcompat/real:$arch"
}

for arch in "${archs[@]}"; do
    recipe=$(cat "${BASH_SOURCE[0]}" "${requirements[$arch]}" | sha256sum | cut -d' ' -f1)
    if [[ $force == no && $(cat "$out/$arch/recipe" 2>/dev/null) == "$recipe" ]]; then
        say "$arch: already built"
        continue
    fi
    mkdir -p "$cache/debs-$arch" "$work/$arch"
    say "$arch: Debian $suite, wheels, JARs"
    fetch "$arch" >"$work/fetch.log" 2>&1 &
    fetching=$!
    if [[ $arch == "$(dpkg --print-architecture)" ]]; then
        bootstrap_native "$arch" "$work/$arch-0.tar"
    else
        bootstrap_foreign "$arch" "$work/$arch-0.tar"
    fi
    wait "$fetching" || { tail -n 20 "$work/fetch.log" >&2; die "failed: fetch $arch"; }
    fetching=
    say "$arch: site-packages"
    site_packages "$arch" "$work/$arch-1.tar"
    if [[ ! -f $work/3.tar ]]; then
        spark_jars "$work/2.tar"
        app "$work/3.tar"
    fi
    say "$arch: image"
    assemble "$arch" "$work/$arch"
    rm "$work/$arch"-[01].tar
    echo "$recipe" >"$work/$arch/recipe"
    rm -rf "${out:?}/$arch"
    mv "$work/$arch" "$out/$arch"
    say "$arch: $out/$arch/oci:app and $out/$arch/image.tar"
done
