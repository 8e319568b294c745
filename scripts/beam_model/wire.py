"""Pieces of protobuf's wire format, for messages that no library would write."""

VARINT, FIXED64, LENGTH, START_GROUP, END_GROUP, FIXED32 = range(6)


def varint(number):
    result = b""
    while number >= 0x80:
        result += bytes([number & 0x7F | 0x80])
        number >>= 7
    return result + bytes([number])


def tag(number, wire_type):
    return varint(number << 3 | wire_type)


def field(number, content):
    """A field of bytes, a string or a message."""
    return tag(number, LENGTH) + varint(len(content)) + content
