// `google.protobuf.Struct` as JSON, the form in which pipeline options are shown, stored and given.

extension GoogleProto.Struct {
  /// Parses a JSON object.
  ///
  /// Numbers become doubles: an integer above 2^53 loses precision.
  ///
  /// - Throws: ``JSONError`` if the string is not a JSON object, or has duplicate names, numbers out of the range of a
  ///   double, or objects nested more deeply than ``JSONError/maximumDepth``.
  public init(jsonString text: String) throws(JSONError) {
    var reader = JSONReader(text)
    self = try reader.document()
  }

  /// The object as JSON, sorted by name: equal objects give equal strings.
  ///
  /// - Throws: ``JSONError`` if it contains an infinity or a NaN, which JSON does not have.
  public func jsonString() throws(JSONError) -> String {
    var writer = JSONWriter()
    try writer.write(self)
    return writer.text
  }
}
