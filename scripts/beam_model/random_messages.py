"""Random messages of all types, made by Python's protobuf."""

import random

from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor

from . import wire
from .descriptors import all_messages, files, is_map, key_and_value

INTEGERS = {
    FieldDescriptor.TYPE_INT32: (-2**31, 2**31 - 1),
    FieldDescriptor.TYPE_INT64: (-2**63, 2**63 - 1),
    FieldDescriptor.TYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.TYPE_UINT64: (0, 2**64 - 1),
}

# Numbers that no message of Beam's model uses, up to the largest there is.
UNKNOWN_FIELDS = [9001, 70000, 2**29 - 1]


def message_classes():
    """Python's class for each message type, by its full name."""
    return {message.full_name: message_factory.GetMessageClass(message) for message in all_messages(files())}


def random_messages(count, seed):
    """Yields (name, bytes), the types by turns."""
    maker = MessageMaker(seed)
    classes = list(message_classes().items())
    for number in range(count):
        name, message_class = classes[number % len(classes)]
        yield name, maker.serialized(message_class())


class MessageMaker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def serialized(self, message):
        """The bytes of the message after it was filled; at times twice, so that every field comes again."""
        self.fill(message, depth=self.random.randint(1, 5), share=self.random.choice([0.3, 0.6, 1.0]))
        data = message.SerializeToString()
        return data * 2 if self.random.random() < 0.1 else data

    def fill(self, message, depth, share):
        chosen = [field for field in message.DESCRIPTOR.fields if self.random.random() < share]
        self.random.shuffle(chosen)  # of a oneof the last one stays
        for field in chosen:
            if is_map(field):
                self.fill_map(getattr(message, field.name), field, depth, share)
            elif field.is_repeated:
                self.fill_list(getattr(message, field.name), field, depth, share)
            elif field.message_type:
                inner = getattr(message, field.name)
                inner.SetInParent()
                self.descend(inner, depth, share)
            else:
                setattr(message, field.name, self.scalar(field))
        if self.random.random() < 0.15:
            message.MergeFromString(b"".join(self.unknown_field() for _ in range(self.random.randint(1, 3))))

    def descend(self, message, depth, share):
        if depth > 0:
            self.fill(message, depth - 1, share * 0.8)

    def fill_map(self, entries, field, depth, share):
        key, value = key_and_value(field)
        for _ in range(self.random.randint(0, 3)):
            if value.message_type:
                self.descend(entries[self.scalar(key)], depth, share)
            else:
                entries[self.scalar(key)] = self.scalar(value)

    def fill_list(self, values, field, depth, share):
        for _ in range(self.random.randint(0, 4)):
            if field.message_type:
                self.descend(values.add(), depth, share)
            else:
                values.append(self.scalar(field))

    def scalar(self, field):
        choose = self.random.choice
        if field.type in INTEGERS:
            return self.integer(*INTEGERS[field.type])
        if field.type == FieldDescriptor.TYPE_STRING:
            return "".join(choose("aZ0 é中😀\0\n") for _ in range(choose([0, 1, 3, 8, 15, 16, 20, 60, 200])))
        if field.type == FieldDescriptor.TYPE_BYTES:
            return self.random.randbytes(choose([0, 1, 5, 16, 100, 255, 256, 300, 1000]))
        if field.type == FieldDescriptor.TYPE_BOOL:
            return choose([True, False])
        if field.type == FieldDescriptor.TYPE_DOUBLE:
            return choose([0.0, -0.0, 1.5, 5e-324, float("inf"), float("-inf"), float("nan"), self.random.gauss(0, 1e9)])
        if field.type == FieldDescriptor.TYPE_FLOAT:
            return choose([0.0, -0.0, 1.5, 0.25, -3.0])
        if field.type == FieldDescriptor.TYPE_ENUM:
            return choose([value.number for value in field.enum_type.values] + [12345, -7])
        raise SystemExit(f"fuzz-model: no random value for the type of {field.full_name}")

    def integer(self, lowest, highest):
        if self.random.random() < 0.5:
            return self.random.choice([0, 1, 127, 128, 16383, 16384, lowest, highest])
        number = self.random.getrandbits(self.random.randint(1, 64))
        return max(lowest, min(highest, number - (number >> 1 if lowest else 0)))

    def unknown_field(self, depth=0):
        number, kind = self.random.choice(UNKNOWN_FIELDS), self.random.choice(range(6))
        if kind == wire.VARINT:
            return wire.tag(number, kind) + wire.varint(self.random.getrandbits(self.random.randint(1, 64)))
        if kind == wire.FIXED64:
            return wire.tag(number, kind) + self.random.randbytes(8)
        if kind == wire.FIXED32:
            return wire.tag(number, kind) + self.random.randbytes(4)
        if kind == wire.START_GROUP and depth < 3:
            inside = b"".join(self.unknown_field(depth + 1) for _ in range(self.random.randint(0, 2)))
            return wire.tag(number, kind) + inside + wire.tag(number, wire.END_GROUP)
        return wire.field(number, self.random.randbytes(self.random.randint(0, 200)))
