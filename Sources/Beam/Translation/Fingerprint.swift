package import Rows

/// A hash of a step's interface: its path, and the coders of its inputs and outputs, in order. It is the same in every process
/// that builds the same graph with the same version.
package enum Fingerprint {
  /// Returns the fingerprint of a step.
  package static func of(path: String, inputs: [CoderSpec], outputs: [CoderSpec]) -> UInt64 {
    var writer = RawWriter()
    String.encode(path, into: &writer)
    write(inputs, into: &writer)
    write(outputs, into: &writer)
    return KeyHash.hash(writer.bytes)
  }

  private static func write(_ coders: [CoderSpec], into writer: inout RawWriter) {
    writer.writeVarint(UInt64(coders.count))
    for coder in coders {
      String.encode(coder.urn, into: &writer)
      Bytes.encode(coder.payload, into: &writer)
      writer.write(byte: coder.schema == nil ? 0 : 1)
      if let schema = coder.schema { Bytes.encode(SchemaTranslation.message(schema).serializedBytes(), into: &writer) }
      write(coder.components, into: &writer)
    }
  }
}
