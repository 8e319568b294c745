import Beam

/// Reads the lines of files, each a restriction of byte offsets: a line belongs to where it begins.
struct ReadLines: SplittableDoFn {
  typealias Tracker = OffsetRangeTracker

  /// Bytes of a file that are not worth a bundle of their own.
  static let leastPart: Int64 = 256 << 10

  private let reader = LineReader()

  func initialRestriction(for path: String) throws -> OffsetRange {
    OffsetRange(from: 0, to: try InputFile.size(of: path))
  }

  func split(_ range: OffsetRange, of path: String, into parts: Int) -> [OffsetRange] {
    if range.count == 0 { return [] }
    return range.split(into: min(parts, Int(clamping: (range.count - 1) / Self.leastPart + 1)))
  }

  func size(of range: OffsetRange, element path: String) -> Double { Double(range.count) }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ path: String, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<String>
  ) throws -> Continuation {
    let range = claims.tracker.restriction
    try reader.open(path, from: range.from, to: range.to)
    defer { reader.close() }
    while claims.tryClaim(reader.position) { context.emit(try reader.nextLine()) }
    return .done
  }
}
