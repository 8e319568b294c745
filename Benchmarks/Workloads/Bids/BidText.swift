import Beam
import Rows

/// The text that a bid carries: 50 letters out of a table of 1,024, made once.
protocol BidText: Streamable, Sendable {
  /// The text at a place of the table, from 0 to 1023.
  static func text(_ place: Int) -> Self
  /// Its length in bytes.
  var length: Int64 { get }
}

/// The table of texts.
enum BidTexts {
  static let count = 1024
  static let length = 50
  /// From one text to the next, as in the C++ limit.
  static let stride = 56

  static let strings: [String] = (0..<count).map { place in
    String(decoding: (0..<length).map { letter(place, $0) }, as: UTF8.self)
  }

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
  nonisolated(unsafe) private let start: UnsafePointer<UInt8>

  @inline(__always) private init(start: UnsafePointer<UInt8>) { self.start = start }

  @inline(__always) static func text(_ place: Int) -> TextPointer {
    TextPointer(start: BidTexts.bytes + place &* BidTexts.stride)
  }

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
    return text(Int(place))
  }

  static var coderSpec: CoderSpec { Int64.coderSpec }
}

extension String: BidText {
  @inline(__always) static func text(_ place: Int) -> String { BidTexts.strings[place] }
  var length: Int64 { Int64(utf8.count) }
}
