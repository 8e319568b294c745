package import Rows

/// How a function travels: by its path in the program that every worker runs, never as code.
///
/// It is the payload of every function in the portable pipeline. It lies in the payload, not in the transform's name, since
/// runners rename transforms and carry payloads unharmed.
package struct FunctionReference: Hashable, Sendable {
  /// Path of the step: scopes and name.
  package var path: String
  /// Hash of what the graph looked like around the step when it was submitted.
  package var fingerprint: UInt64
  /// What the step carries besides: the elements of a `create`.
  package var data: Bytes

  package init(path: String, fingerprint: UInt64, data: Bytes = Bytes()) {
    self.path = path
    self.fingerprint = fingerprint
    self.data = data
  }

  /// The URN of a function over elements.
  package static let doFnURN = "joist:dofn:v1"
  /// The URN of a function that combines.
  package static let combineFnURN = "joist:combinefn:v1"
}

extension FunctionReference: Streamable {
  package static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    String.encode(value.path, into: &writer)
    writer.writeVarint(value.fingerprint)
    Bytes.encode(value.data, into: &writer)
  }

  package static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let path = try String.decode(from: &reader)
    let fingerprint = try reader.readVarint()
    return FunctionReference(path: path, fingerprint: fingerprint, data: try Bytes.decode(from: &reader))
  }

  /// It travels in payloads only.
  package static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:function_reference:v1") }
}
