import Beam

/// Reads the lines of files. A restriction is a range of byte offsets, and a line belongs to the range in which it begins.
struct LinesOfFile<Line: FileLine>: SplittableDoFn {
  typealias Tracker = OffsetRangeTracker

  /// The least size of a part of a file, in bytes.
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

/// A type for the lines of a file: text or bytes.
protocol FileLine: Streamable {
  /// Reads the next line.
  /// - Throws: `FileError` if the line cannot be read or converted to this type.
  static func next(of reader: LineReader) throws -> Self
}

extension String: FileLine {
  static func next(of reader: LineReader) throws -> String { try reader.nextLine() }
}

extension Bytes: FileLine {
  static func next(of reader: LineReader) throws -> Bytes { try reader.nextLineBytes() }
}
