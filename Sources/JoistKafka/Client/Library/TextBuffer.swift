/// A buffer for text that librdkafka writes into its caller's memory.
enum TextBuffer {
  /// The size of the buffer in bytes, including the final zero.
  private static let size = 1024

  /// Calls `body` with a buffer and its size; returns its result and the text in the buffer.
  static func capture<Answer>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Answer) -> (answer: Answer, text: String) {
    // SAFETY: the buffer is zeroed and librdkafka ends its text with a zero within `size` bytes, so `String(cString:)` stays
    // inside the buffer.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress else { preconditionFailure("a buffer of \(size) bytes has no address") }
      let answer = body(start, size)
      return (answer, String(cString: start))
    }
  }
}
