import Beam
import Rows

/// The text of a bid: 50 letters, from a table of 1,024 texts that is made once.
protocol BidText: Streamable, Sendable {
  /// The table of texts.
  associatedtype Table: Sendable
  /// The table, one for each source, so that cores do not share reference counts.
  static func table(ofSource source: Int64) -> Table
  /// The text at an index of the table, from 0 to 1023.
  static func text(_ index: Int, in table: Table) -> Self
  /// The length in bytes.
  var length: Int64 { get }
}

/// The table of texts.
enum BidTexts {
  static let count = 1024
  static let length = 50
  /// Bytes from one text to the next.
  static let stride = 64

  /// Eight tables that share no strings.
  static let strings: [[String]] = (0..<8).map { _ in
    (0..<count).map { index in String(decoding: (0..<length).map { letter(index, $0) }, as: UTF8.self) }
  }

  // SAFETY: the memory is written before its address is known outside, never after, and never freed.
  /// The texts as bytes, each followed by a zero.
  nonisolated(unsafe) static let bytes: UnsafePointer<UInt8> = {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count * stride)
    bytes.initialize(repeating: 0, count: count * stride)
    for index in 0..<count {
      for column in 0..<length { bytes[index * stride + column] = letter(index, column) }
    }
    return UnsafePointer(bytes)
  }()

  private static func letter(_ index: Int, _ column: Int) -> UInt8 {
    UInt8(97 + (index * 31 + column * 7 + index * column) % 26)
  }
}

/// A text as a pointer into the table, as in the C++ program. Its coder writes the index in the table.
struct TextPointer: BidText {
  /// The address of the first text.
  // SAFETY: it points into `BidTexts.bytes`, which is never written again nor freed.
  struct Table: @unchecked Sendable {
    fileprivate let start: UnsafePointer<UInt8>
  }

  // SAFETY: it points into `BidTexts.bytes`, which is never written again nor freed.
  nonisolated(unsafe) private let start: UnsafePointer<UInt8>

  static func table(ofSource source: Int64) -> Table { Table(start: BidTexts.bytes) }

  @inline(__always) static func text(_ index: Int, in table: Table) -> TextPointer {
    TextPointer(start: table.start + index &* BidTexts.stride)
  }

  @inline(__always) private init(start: UnsafePointer<UInt8>) { self.start = start }

  var length: Int64 {
    var end = start
    while end.pointee != 0 { end += 1 }
    return Int64(end - start)
  }

  static func encode(_ value: borrowing TextPointer, into writer: inout RawWriter) {
    writer.writeVarint(UInt64((value.start - BidTexts.bytes) / BidTexts.stride))
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> TextPointer {
    let index = try reader.readVarint()
    guard index < UInt64(BidTexts.count) else { throw .badLength(Int64(bitPattern: index)) }
    return text(Int(index), in: table(ofSource: 0))
  }

  static var coderSpec: CoderSpec { Int64.coderSpec }
}

extension String: BidText {
  static func table(ofSource source: Int64) -> [String] { BidTexts.strings[Int(source) % BidTexts.strings.count] }

  @inline(__always) static func text(_ index: Int, in table: [String]) -> String { table[index] }
  var length: Int64 { Int64(utf8.count) }
}
