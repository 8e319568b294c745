import Beam

/// Reads the lines of files, each a restriction of byte offsets: a line belongs to where it begins.
struct LinesOfFile<Line: FileLine>: SplittableDoFn {
  typealias Tracker = OffsetRangeTracker

  /// Bytes of a file that are not worth a bundle of their own.
  private static var leastPart: Int64 { 256 << 10 }

  private let reader = LineReader()

  func initialRestriction(for path: FilePath) throws -> OffsetRange {
    OffsetRange(from: 0, to: try InputFile.size(of: path))
  }

  func split(_ range: OffsetRange, of path: FilePath, into parts: Int) -> [OffsetRange] {
    if range.count == 0 { return [] }
    return range.split(into: min(parts, Int(clamping: (range.count - 1) / Self.leastPart + 1)))
  }

  static var sizeUnit: SizeUnit? { .bytes }

  func size(of range: OffsetRange, element path: FilePath) -> Double { Double(range.count) }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ path: FilePath, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<Line>
  ) throws -> Continuation {
    let range = claims.tracker.restriction
    try reader.open(path, from: range.from, to: range.to)
    defer { reader.close() }
    while claims.tryClaim(reader.position) { context.emit(try Line.next(of: reader)) }
    return .done
  }
}

/// What a line of a file is read as.
protocol FileLine: Streamable {
  /// The reader's next line.
  /// - Throws: `FileError` where it cannot be read, or not as this.
  static func next(of reader: LineReader) throws -> Self
}

extension String: FileLine {
  static func next(of reader: LineReader) throws -> String { try reader.nextLine() }
}

extension Bytes: FileLine {
  static func next(of reader: LineReader) throws -> Bytes { try reader.nextLineBytes() }
}
