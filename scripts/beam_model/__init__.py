"""Reads Beam's protobuf descriptors and writes them as Swift."""
