"""Beam's descriptors, as PyPI's apache-beam brings them, and questions about them."""

import importlib
import logging
import pkgutil

from google.protobuf.descriptor import FieldDescriptor

# Where each proto package goes; no namespace may be named like a Swift module, which it would hide.
NAMESPACES = {
    "org.apache.beam.model.pipeline.v1": "BeamProto",
    "org.apache.beam.model.fn_execution.v1": "FnProto",
    "org.apache.beam.model.job_management.v1": "JobProto",
    "org.apache.beam.model.expansion.v1": "ExpansionProto",
    "org.apache.beam.model.interactive.v1": "InteractiveProto",
    "google.protobuf": "GoogleProto",
}

# Needed by the options of enum values alone, and those become constants.
LEFT_OUT = {"google/protobuf/descriptor.proto"}


def files():
    """Every .proto file of Beam's API and those it imports, in the order of their names."""
    logging.disable(logging.CRITICAL)  # importing apache_beam warns of optional packages
    import apache_beam.portability.api as api

    found = {}

    def add(file):
        if file.name not in found:
            found[file.name] = file
            for dependency in file.dependencies:
                add(dependency)

    for module in pkgutil.walk_packages(api.__path__, api.__name__ + "."):
        if module.name.endswith("_pb2"):
            add(importlib.import_module(module.name).DESCRIPTOR)
    return [found[name] for name in sorted(found) if name not in LEFT_OUT]


def all_messages(files):
    """Every message type that becomes a Swift struct, with those nested in others."""

    def walk(messages):
        for message in messages:
            if not is_map_entry(message) and not holds_only_enums(message):
                yield message
                yield from walk(message.nested_types)

    for file in files:
        yield from walk(file.message_types_by_name.values())


def holds_only_enums(message):
    """Whether a message exists only to give its enums a name (`IsBounded.Enum`)."""
    return bool(message.enum_types) and not message.fields and not message.nested_types


def is_map_entry(message):
    return message.GetOptions().map_entry


def is_map(field):
    return bool(field.message_type) and is_map_entry(field.message_type)


def key_and_value(map_field):
    return [map_field.message_type.fields_by_name[name] for name in ("key", "value")]


def oneof_of(field):
    """The field's oneof, but not the synthetic one that protoc makes for an `optional` field."""
    oneof = field.containing_oneof
    synthetic = oneof and len(oneof.fields) == 1 and oneof.name == "_" + field.name
    return None if synthetic else oneof


def field_groups(message):
    """Pairs of (oneof or None, its fields), by number; a oneof stands where its first field does."""
    groups = {}
    for field in sorted(message.fields, key=lambda field: field.number):
        groups.setdefault(oneof_of(field) or field, []).append(field)
    return [(oneof_of(fields[0]), fields) for fields in groups.values()]


def contains_itself(field):
    """Whether the field's message leads back, by singular fields alone, to the message the field is in."""
    seen, waiting = set(), [field.message_type]
    while waiting:
        message = waiting.pop()
        if message is field.containing_type:
            return True
        if message and message not in seen:
            seen.add(message)
            waiting += [inner.message_type for inner in message.fields if not inner.is_repeated]
    return False


def check_wire_form(field):
    """Stops at what the Swift runtime does not read: it knows one wire form for each Swift type."""
    packable = field.is_repeated and not field.message_type and field.type not in (
        FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES)
    if packable and not field.is_packed:
        raise SystemExit(f"generate-model: {field.full_name} is not packed; ProtobufWriter would write it packed")
    if field.is_extension or field.type == FieldDescriptor.TYPE_GROUP:
        raise SystemExit(f"generate-model: {field.full_name} is an extension or a group; neither is supported")
