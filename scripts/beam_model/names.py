"""Swift's names for what the descriptors hold; the rules are those of SwiftProtobuf."""

import re

from google.protobuf.descriptor import FieldDescriptor

from .descriptors import NAMESPACES, holds_only_enums

KEYWORDS = set("""
    associatedtype class deinit enum extension fileprivate func import init inout internal let open operator private
    protocol public rethrows static struct subscript typealias var break case continue default defer do else fallthrough
    for guard if in repeat return switch where while as catch false is nil self super throw throws true try Any Type
    Protocol""".split())

INITIALISMS = {"id": "ID", "url": "URL", "http": "HTTP", "https": "HTTPS"}

SCALARS = {
    FieldDescriptor.TYPE_STRING: "String",
    FieldDescriptor.TYPE_BYTES: "Bytes",
    FieldDescriptor.TYPE_BOOL: "Bool",
    FieldDescriptor.TYPE_INT32: "Int32",
    FieldDescriptor.TYPE_INT64: "Int64",
    FieldDescriptor.TYPE_UINT32: "UInt32",
    FieldDescriptor.TYPE_UINT64: "UInt64",
    FieldDescriptor.TYPE_DOUBLE: "Double",
    FieldDescriptor.TYPE_FLOAT: "Float",
}


def escaped(name):
    return f"`{name}`" if name in KEYWORDS else name


def lower_camel(name):
    """`instruction_id` and `INSTRUCTION_ID` become `instructionID`; not escaped."""
    first, *rest = [word for word in (name.lower() if name.isupper() else name).split("_") if word]
    return first[0].lower() + first[1:] + "".join(INITIALISMS.get(word, word[0].upper() + word[1:]) for word in rest)


def property_name(field):
    return escaped(lower_camel(field.name))


def oneof_name(oneof):
    return escaped(lower_camel(oneof.name))


def oneof_type(oneof):
    return "OneOf_" + "".join(word[0].upper() + word[1:] for word in oneof.name.split("_"))


def enum_case(value):
    """The value's name without its enum's name in front."""
    prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value.type.name).upper() + "_"
    shorter = value.name.removeprefix(prefix)
    return escaped(lower_camel(shorter if shorter[0].isalpha() else value.name))


def is_wrapped(enum):
    """Whether an enum is only called `Enum` since a message gives it its name; it then takes that name in Swift."""
    return enum.name == "Enum" and enum.containing_type is not None and holds_only_enums(enum.containing_type)


def type_name(descriptor):
    """The full Swift name of a message or an enum."""
    outer = descriptor.containing_type
    if outer is not None and descriptor.name == "Enum" and is_wrapped(descriptor):
        return type_name(outer)
    scope = type_name(outer) if outer is not None else NAMESPACES[descriptor.file.package]
    return f"{scope}.{escaped(descriptor.name)}"


def value_type(field):
    """The Swift type of a field's value (of one, when it is repeated)."""
    named = field.message_type or field.enum_type
    if named:
        return type_name(named)
    if field.type not in SCALARS:
        raise SystemExit(f"generate-model: the Swift runtime has no wire form for the type of {field.full_name}")
    return SCALARS[field.type]
