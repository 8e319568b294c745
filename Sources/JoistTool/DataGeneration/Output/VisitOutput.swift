/// Where records go.
protocol VisitOutput {
  /// Takes a record, perhaps into a buffer.
  /// - Throws: what the place says where it takes no more.
  mutating func write(_ record: GeneratedRecord) throws

  /// Sends on what is in buffers: called before each wait.
  /// - Throws: what the place says where it takes no more.
  mutating func flush() throws

  /// Ends the output; nothing is written after it.
  /// - Parameter complete: whether all records were written that should be.
  /// - Throws: what the place says where something did not arrive.
  mutating func finish(complete: Bool) throws

  /// Where records go, in words.
  var description: String { get }
}
