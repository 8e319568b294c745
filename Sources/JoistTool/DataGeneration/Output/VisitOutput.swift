/// A destination of generated records.
protocol VisitOutput {
  /// Writes a record; may buffer it.
  /// - Throws: if the destination cannot be written to.
  mutating func write(_ record: GeneratedRecord) throws

  /// Writes out what is buffered. Called before each wait.
  /// - Throws: if the destination cannot be written to.
  mutating func flush() throws

  /// Writes out what is buffered and closes the output; the last call.
  /// - Parameter complete: whether the run wrote all records that it had to; if not, files are removed.
  /// - Throws: if records could not be written.
  mutating func finish(complete: Bool) throws

  /// The destination's name in messages.
  var description: String { get }
}
