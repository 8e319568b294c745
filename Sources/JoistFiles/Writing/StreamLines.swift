import Beam

/// Writes the lines of a bundle to a stream, before the bundle ends.
struct StreamLines: DoFn {
  let stream: LineStream
  private var lines: LineBuffer?

  init(stream: LineStream) { self.stream = stream }

  mutating func process(_ line: String, in context: borrowing Context<String>) throws {
    let buffer = lines ?? LineBuffer(before: stream)
    lines = buffer
    try buffer.append(line.utf8.span)
  }

  mutating func finishBundle(in context: borrowing Context<String>) throws { try lines?.flush() }
}
