"""Where apk takes packages from: etc/apk/repositories (apk-repositories(5))."""

_MOST = 10_000  # lines


def parse_repositories(data: bytes) -> tuple[tuple[int, str], ...]:
    """(line from 1, address or folder) of each repository, tagged (``@edge``) ones too."""
    found = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines()[:_MOST], 1):
        words = line.partition("#")[0].split()
        if words and words[0].startswith("@"):
            words = words[1:]
        if words:
            found.append((number, words[0]))
    return tuple(found)
