"""How a network is reached, where it is not as the environment says."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Network:
    """Certificates and proxies, as pip's options of the same names say; empty for the usual."""

    cert: str = ""
    """A file or folder of certificates to trust in place of the usual ones."""
    client_cert: str = ""
    """A file with a certificate and its key."""
    proxy: str = ""
    """``http://user:password@proxy:3128``; without a scheme it is http."""
    trusted_hosts: frozenset[str] = frozenset()
    """``host`` or ``host:port`` of which no certificate is asked."""

    def verify(self, url: str) -> bool | str:
        """What a certificate is checked against; False for not at all."""
        parts = urlsplit(url)
        if {parts.hostname, parts.netloc.rpartition("@")[2]} & self.trusted_hosts:
            return False
        return self.cert or True

    @property
    def proxies(self) -> dict[str, str]:
        """By scheme, none for those of the environment."""
        if not self.proxy:
            return {}
        url = self.proxy if "://" in self.proxy else f"http://{self.proxy}"
        return {"http": url, "https": url}


def is_private(host: str) -> bool:
    """Whether a host is this machine or a number in a private network, in any of its spellings.

    A name may lead there too: only what is written is looked at.
    """
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost" or host.endswith(".localhost"):
            return True
        try:
            number = ipaddress.IPv4Address(socket.inet_aton(host))  # as 2130706433 and 127.1 are
        except (OSError, ValueError):
            return False
    return not number.is_global
