"""Makes ELF programs with sections of any name and content."""

import struct


def sectioned(sections: dict[str, bytes], machine: int = 62) -> bytes:
    """A 64-bit little-endian program; nothing in it is loaded."""
    names = b"\0" + b"".join(name.encode() + b"\0" for name in (*sections, ".shstrtab"))
    body = b""
    table = [bytes(64)]
    for name, data in {**sections, ".shstrtab": names}.items():
        at = names.find(b"\0%s\0" % name.encode()) + 1
        table.append(struct.pack("<IIQQQQIIQQ", at, 1, 0, 0, 64 + len(body), len(data), 0, 0, 1, 0))
        body += data
    body += bytes(-len(body) % 8)
    ident = b"\x7fELF\2\1\1".ljust(16, b"\0")
    sizes = (64, 0, 0, 64, len(table), len(table) - 1)
    head = ident + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, 0, 0, 64 + len(body), 0, *sizes)
    return head + body + b"".join(table)
