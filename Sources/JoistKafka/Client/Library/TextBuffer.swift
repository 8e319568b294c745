/// Texts that librdkafka writes into room of its caller.
enum TextBuffer {
  /// Bytes of room for one text, the final zero included.
  private static let size = 1024

  /// Calls `body` with room for a text and its size, and answers what it answered and what was written.
  static func capture<Answer>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Answer) -> (answer: Answer, text: String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { room in
      room.initialize(repeating: 0)
      guard let start = room.baseAddress else { preconditionFailure("an allocation of \(size) bytes has no address") }
      let answer = body(start, size)
      return (answer, String(cString: start))
    }
  }
}
