"""Inputs that cost a decoder as much as they can: small pieces, repeated, each of which becomes something large."""

from . import wire
from .descriptors import all_messages, files, is_map, key_and_value

NESTED = wire.field(1, b"")


def repeated_pieces(size):
    """Yields (name, what, bytes): for each message type and each of its fields, about `size` bytes of that field alone."""
    for message in all_messages(files()):
        for field in message.fields:
            for what, piece in pieces(field):
                count = size // len(piece(0))
                yield message.full_name, f"{field.name} of {what}", b"".join(map(piece, range(count)))


def pieces(field):
    """Pairs of (what, function from a number to that piece)."""
    if is_map(field):
        return [("an empty value", lambda number: wire.field(field.number, map_key(field, number)))]
    if not field.message_type:
        if not field.is_repeated:
            return []
        if field.is_packed:
            return [("numbers of a byte", lambda number: wire.field(field.number, bytes(100)))]
        return [("no bytes", lambda number: wire.field(field.number, b""))]
    result = [("nothing", wire.field(field.number, b"")), ("an unknown field", wire.field(field.number, b"\xf8\x7f\0"))]
    for inner in field.message_type.fields:
        if inner.message_type or inner.is_repeated:
            result.append((f"an empty {inner.name}", wire.field(field.number, wire.field(inner.number, b""))))
    return [(what, lambda number, piece=piece: piece) for what, piece in result]


def map_key(field, number):
    key, _ = key_and_value(field)
    if key.type == key.TYPE_STRING:
        digits = []
        while number or not digits:
            digits.append(number % 128)
            number //= 128
        return wire.field(key.number, bytes(digits))
    return wire.tag(key.number, wire.VARINT) + wire.varint(number)


def nested(levels):
    """(name, bytes): a message within `levels` messages."""
    data = b""
    for level in range(levels):
        data = wire.field((1, 3)[level % 2], data)  # ArrayType.element_type, FieldType.array_type
    return "org.apache.beam.model.pipeline.v1." + ("FieldType" if levels % 2 == 0 else "ArrayType"), data
