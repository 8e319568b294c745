/// Writes records as lines to standard output.
struct StandardOutput: VisitOutput {
  private var lines = LineBuffer(file: 1)

  let description = "standard output"

  mutating func write(_ record: GeneratedRecord) throws { try lines.append(record.value) }
  mutating func flush() throws { try lines.flush() }
  mutating func finish(complete: Bool) throws { try lines.flush() }
}
