import Beam
import Rows

/// The text that a bid carries: 50 letters out of a table of 1,024, made once.
protocol BidText: Streamable, Sendable {
  /// The table of texts.
  associatedtype Table: Sendable
  /// The table; made once for each source, so that no two cores count references to the same text.
  static func table(ofSource source: Int64) -> Table
  /// The text at a place of the table, from 0 to 1023.
  static func text(_ place: Int, in table: Table) -> Self
  /// Its length in bytes.
  var length: Int64 { get }
}

/// The table of texts.
enum BidTexts {
  static let count = 1024
  static let length = 50
  /// Bytes from one text to the next.
  static let stride = 64

  /// Tables with texts of their own.
  static let strings: [[String]] = (0..<8).map { _ in
    (0..<count).map { place in String(decoding: (0..<length).map { letter(place, $0) }, as: UTF8.self) }
  }

  // Unsafe to the compiler alone: written before anybody has the address, and not any more.
  /// The texts as bytes, each ended by a zero; lives as long as the process.
  nonisolated(unsafe) static let bytes: UnsafePointer<UInt8> = {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count * stride)
    bytes.initialize(repeating: 0, count: count * stride)
    for place in 0..<count {
      for column in 0..<length { bytes[place * stride + column] = letter(place, column) }
    }
    return UnsafePointer(bytes)
  }()

  private static func letter(_ place: Int, _ column: Int) -> UInt8 {
    UInt8(97 + (place * 31 + column * 7 + place * column) % 26)
  }
}

/// A text as a pointer into the table, as the C++ limit has it. Its coder writes the place in the table.
struct TextPointer: BidText {
  // Sendable: the memory is not written any more and is never freed.

  /// The first text's first byte.
  struct Table: @unchecked Sendable {
    fileprivate let start: UnsafePointer<UInt8>
  }

  // Into memory that is not written any more and is never freed.
  nonisolated(unsafe) private let start: UnsafePointer<UInt8>

  static func table(ofSource source: Int64) -> Table { Table(start: BidTexts.bytes) }

  @inline(__always) static func text(_ place: Int, in table: Table) -> TextPointer {
    TextPointer(start: table.start + place &* BidTexts.stride)
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
    let place = try reader.readVarint()
    guard place < UInt64(BidTexts.count) else { throw .badLength(Int64(bitPattern: place)) }
    return text(Int(place), in: table(ofSource: 0))
  }

  static var coderSpec: CoderSpec { Int64.coderSpec }
}

extension String: BidText {
  static func table(ofSource source: Int64) -> [String] { BidTexts.strings[Int(source) % BidTexts.strings.count] }

  @inline(__always) static func text(_ place: Int, in table: [String]) -> String { table[place] }
  var length: Int64 { Int64(utf8.count) }
}
