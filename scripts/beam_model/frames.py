"""Files of messages, each with the name of its type: what Swift's MessageFrame reads and writes."""

import struct


def write(path, frames):
    with open(path, "wb") as file:
        for name, data in frames:
            encoded = name.encode()
            file.write(struct.pack("<H", len(encoded)) + encoded + struct.pack("<I", len(data)) + data)


def read(path):
    """Yields (name, bytes)."""
    with open(path, "rb") as file:
        content, position = file.read(), 0
    while position < len(content):
        length, = struct.unpack_from("<H", content, position)
        name = content[position + 2:position + 2 + length].decode()
        position += 2 + length
        length, = struct.unpack_from("<I", content, position)
        yield name, content[position + 4:position + 4 + length]
        position += 4 + length
