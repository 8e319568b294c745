// google.protobuf.Struct as JSON text: the form in which pipeline options are shown, stored and given.

extension GoogleProto.Struct {
  /// The object that a JSON text holds.
  ///
  /// Numbers are doubles, as in the message: an integer beyond 2^53 loses its last digits.
  ///
  /// - Throws: ``JSONError`` if the text is not one JSON object: names twice in one object, numbers that no double holds
  ///   and objects nested deeper than ``JSONError/maximumDepth`` are refused too.
  public init(jsonString text: String) throws(JSONError) {
    var reader = JSONReader(text)
    self = try reader.document()
  }

  /// The object as JSON, names in order: equal objects give equal texts.
  ///
  /// - Throws: ``JSONError`` if it holds an infinity or a NaN, which JSON has not.
  public func jsonString() throws(JSONError) -> String {
    var writer = JSONWriter()
    try writer.write(self)
    return writer.text
  }
}
