package import Rows

/// Identifies a function by the path of its step. Workers run the same program, and find the function by it; no code is sent.
///
/// It is the payload of every function in the portable pipeline. Transform names would not do, since runners may rename
/// transforms but do not change payloads.
package struct FunctionReference: Hashable, Sendable {
  /// The path of the step: its scopes and name.
  package var path: String
  /// The step's `Fingerprint` when the pipeline was submitted.
  package var fingerprint: UInt64
  /// Further data of the step, such as the elements of a `create`; empty for most.
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

  /// A coder for payloads only; no collection has it.
  package static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:function_reference:v1") }
}
