import Foundation
import Rows
import RowsJSON

/// Visits in memory, in every form that a case begins with.
struct VisitLog: Sendable {
  let visits: [Visit]
  /// Each as JSON, with a space behind colons and commas.
  let texts: [Bytes]
  /// Each as Beam's row coder has it.
  let rows: [Bytes]

  /// Makes so many visits.
  init(count: Int) {
    visits = (0..<count).map(Visit.numbered)
    texts = visits.map { visit in
      var text = Bytes(json: visit).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      for separator in [":", ","] {
        text = text.replacingOccurrences(of: "\"\(separator)", with: "\"\(separator) ")
          .replacingOccurrences(of: "\(separator)\"", with: "\(separator) \"")
      }
      return Bytes(utf8: text.replacingOccurrences(of: ":  ", with: ": ").replacingOccurrences(of: ",  ", with: ", "))
    }
    rows = visits.map { Bytes(encoding: $0) }
  }

  /// Writes the texts to a file, a line each.
  func write(to file: URL) throws {
    var lines = Data()
    for text in texts {
      text.withUnsafeBytes { lines.append(contentsOf: $0) }
      lines.append(UInt8(ascii: "\n"))
    }
    try lines.write(to: file)
  }
}

/// What a pass over visits found.
struct VisitSums {
  private var sums: [Int64] = [0, 0, 0, 0]

  /// Adds a visit that was read.
  @inline(__always)
  mutating func add(_ visit: borrowing Visit) {
    sums[0] &+= 1
    sums[1] &+= visit.eventTS &+ visit.httpResponse &+ visit.fileSizeBytes &+ (visit.optedIntoMarketing ? 1 : 0)
    sums[2] &+= Int64(
      visit.ip.utf8.count &+ visit.id.utf8.count &+ visit.userAgent.utf8.count &+ visit.ageBracket.utf8.count
        &+ visit.httpRequest.utf8.count &+ visit.eventDatetime.utf8.count)
    sums[3] &+= Int64(bitPattern: visit.lat.bitPattern) &+ Int64(bitPattern: visit.lng.bitPattern)
  }

  /// Adds what was written: its length, and now and then every byte.
  @inline(__always)
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    sums[0] &+= 1
    sums[1] &+= Int64(bytes.count)
    if sums[0] & 1023 == 0 { for byte in bytes { sums[2] = sums[2] &* 31 &+ Int64(byte) } }
  }

  /// The sums.
  var values: [Int64] { sums }
}
