"""Messages, their oneofs and their open enums, as Swift."""

from .constants import holds_constants
from .descriptors import (
    check_wire_form, contains_itself, field_groups, holds_only_enums, is_map, is_map_entry, key_and_value)
from .names import (
    enum_case, escaped, is_wrapped, lower_camel, oneof_name, oneof_type, property_name, type_name, value_type)
from .swift import literal


def write_message(text, message):
    if holds_only_enums(message):
        return write_namespace(text, message)
    groups = field_groups(message)
    text.line(f"/// `{message.full_name}`")
    with text.block(f"public struct {escaped(message.name)}: ProtobufMessage"):
        for oneof, fields in groups:
            text.line(oneof_property(oneof) if oneof else field_property(fields[0]))
        text.line("public var unknownFields = UnknownFields()")
        text.line("public init() {}")
        text.line(f"public static var protobufName: String {{ {literal(message.full_name)} }}")
        write_decoding(text, groups)
        write_encoding(text, groups)
        for oneof, fields in groups:
            if oneof:
                write_oneof(text, oneof, fields)
        for enum in message.enum_types:
            if not holds_constants(enum):
                text.line()
                write_enum(text, enum, enum.name)
        for nested in message.nested_types:
            if not is_map_entry(nested):
                text.line()
                write_message(text, nested)


def write_namespace(text, message):
    """A message that only holds enums: the enum itself, or a namespace for several (constants are added elsewhere)."""
    plain = [enum for enum in message.enum_types if not holds_constants(enum)]
    if plain and is_wrapped(plain[0]):
        return write_enum(text, plain[0], message.name)
    text.line(f"/// `{message.full_name}`")
    with text.block(f"public enum {escaped(message.name)}"):
        for enum in plain:
            write_enum(text, enum, enum.name)


# --- Properties ---

def oneof_property(oneof):
    return f"public var {oneof_name(oneof)}: {oneof_type(oneof)}?"


def field_property(field):
    check_wire_form(field)
    name = property_name(field)
    if is_map(field):
        key, value = key_and_value(field)
        return f"public var {name}: [{value_type(key)}: {value_type(value)}] = [:]"
    kind = value_type(field)
    if field.is_repeated:
        return f"public var {name}: [{kind}] = []"
    if field.message_type and contains_itself(field):
        return f"@Indirect public var {name}: {kind}?"
    if field.has_presence:
        return f"public var {name}: {kind}?"
    return f"public var {name} = {kind}()"


# --- Coding ---

def write_decoding(text, groups):
    text.line()
    head = "public mutating func decodeField(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) -> Bool"
    with text.block(head):
        if not groups:
            return text.line("false")
        text.line("switch number {")
        for oneof, fields in groups:
            for field in fields:
                text.line(f"case {field.number}: {oneof_decoding(oneof, field) if oneof else field_decoding(field)}")
        text.line("default: false")
        text.line("}")


def field_decoding(field):
    return f"try reader.decode(&self.{storage_name(field)})"


def storage_name(field):
    """Recursive fields are read into their box, which hands its message over instead of copying it."""
    boxed = field.message_type and not field.is_repeated and contains_itself(field)
    return ("_" if boxed else "") + lower_camel(field.name)


def oneof_decoding(oneof, field):
    choice, case = f"self.{lower_camel(oneof.name)}", property_name(field)
    return (f"try reader.decode(&{choice}, {{ if case .{case}(let value) = $0 {{ value }} else {{ nil }} }}, "
            f"{{ .{case}($0) }})")


def write_encoding(text, groups):
    text.line()
    with text.block("public func encodeFields(to writer: inout ProtobufWriter)"):
        for oneof, fields in reversed(groups):  # the writer works from the end of a message to its start
            if not oneof:
                text.line(f"writer.encode({fields[0].number}, self.{lower_camel(fields[0].name)})")
                continue
            text.line(f"switch self.{lower_camel(oneof.name)} {{")
            for field in fields:
                text.line(f"case .{property_name(field)}(let value)?: writer.encode({field.number}, present: value)")
            text.line("case nil: break")
            text.line("}")


# --- Oneofs and enums ---

def write_oneof(text, oneof, fields):
    text.line()
    text.line(f"/// The values that `{lower_camel(oneof.name)}` can hold.")
    with text.block(f"public enum {oneof_type(oneof)}: Hashable, Sendable"):
        for field in fields:
            check_wire_form(field)
            indirect = "indirect " if field.message_type and contains_itself(field) else ""
            text.line(f"{indirect}case {property_name(field)}({value_type(field)})")
        for field in fields:
            name = property_name(field)
            with text.block(f"public var {name}: {value_type(field)}?"):
                text.line(f"if case .{name}(let value) = self {{ value }} else {{ nil }}")


def write_enum(text, enum, name):
    text.line(f"/// `{enum.full_name}`; a number without a name is kept.")
    with text.block(f"public struct {escaped(name)}: ProtobufEnum"):
        text.line("public let rawValue: Int32")
        text.line("public init(rawValue: Int32) { self.rawValue = rawValue }")
        for value in enum.values:
            text.line(f"public static let {enum_case(value)} = Self(rawValue: {value.number})")
        names = ", ".join(f"{value.number}: {literal(value.name)}" for value in enum.values)
        text.line(f"public static let names: [Int32: String] = [{names}]")
