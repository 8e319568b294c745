"""Enums whose values stand for text or numbers (URNs, labels, metrics): namespaces of constants in Swift."""

import re

from .names import enum_case, escaped, is_wrapped, type_name
from .swift import literal


def constant(value):
    """The (Swift type, Swift literal) that an enum value stands for, or None for an ordinary enum's value."""
    from apache_beam.portability.api.org.apache.beam.model.pipeline.v1 import beam_runner_api_pb2, metrics_pb2

    options = value.GetOptions().Extensions
    if urn := options[beam_runner_api_pb2.beam_urn]:
        return "String", literal(urn)
    if text := options[beam_runner_api_pb2.beam_constant]:
        return ("Int64", text) if re.fullmatch(r"-?\d+", text) else ("String", literal(text))
    if label := options[metrics_pb2.label_props].name:
        return "String", literal(label)
    if (spec := options[metrics_pb2.monitoring_info_spec]).urn:
        labels = ", ".join(map(literal, spec.required_labels))
        return "BeamProto.MonitoringInfoSpec", (
            f"with {{ $0.urn = {literal(spec.urn)}; $0.type = {literal(spec.type)}; $0.requiredLabels = [{labels}] }}")
    return None


def holds_constants(enum):
    return any(constant(value) for value in enum.values)


def constant_enums(file):
    """Every enum of constants in a file, however deep."""

    def walk(messages):
        for message in messages:
            yield from filter(holds_constants, message.enum_types)
            yield from walk(message.nested_types)

    yield from filter(holds_constants, file.enum_types_by_name.values())
    yield from walk(file.message_types_by_name.values())


def write_constants(text, enum):
    """Constants of an enum called `Enum` belong to the message around it, others keep their enum's name."""
    outer = type_name(enum.containing_type)
    if enum.name == "Enum":
        with text.block(f"extension {outer}"):
            write_values(text, enum)
    else:
        with text.block(f"extension {outer}"), text.block(f"public enum {escaped(enum.name)}"):
            write_values(text, enum)
    text.line()


def write_values(text, enum):
    for value in enum.values:
        kind, written = constant(value)
        dot = "." if kind.startswith("BeamProto") else ""
        text.line(f"public static let {enum_case(value)}: {kind} = {dot}{written}")
