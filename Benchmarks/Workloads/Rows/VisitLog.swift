import Foundation
import Rows
import RowsJSON

/// Visits in memory, in all forms that cases need.
struct VisitLog: Sendable {
  let visits: LentVisits
  /// Each as JSON, with a space after colons and commas.
  let texts: [Bytes]
  /// Each in Beam's row format.
  let rows: [Bytes]

  /// Makes `count` visits.
  init(count: Int) {
    let visits = (0..<count).map(Visit.numbered)
    self.visits = LentVisits(visits)
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

  /// Calls a function with each visit, without changing reference counts, as a pipeline does: moves it out of its
  /// memory and back.
  @inline(__always)
  func forEachVisit(_ body: (borrowing Visit) -> Void) {
    for index in 0..<visits.count {
      let visit = (visits.memory + index).move()
      body(visit)
      (visits.memory + index).initialize(to: visit)
    }
  }

  /// Writes the JSON to a file, a line for each visit.
  func write(to file: URL) throws {
    var lines = Data()
    for text in texts {
      text.withUnsafeBytes { lines.append(contentsOf: $0) }
      lines.append(UInt8(ascii: "\n"))
    }
    try lines.write(to: file)
  }
}

/// Visits in memory from which they can be moved out.
// SAFETY: the object owns the initialized memory and frees it. Moved visits are put back before anything else runs. The
// contenders of a case run one after the other on one thread, so there are no concurrent accesses.
final class LentVisits: @unchecked Sendable {
  let memory: UnsafeMutablePointer<Visit>
  let count: Int

  init(_ visits: [Visit]) {
    count = visits.count
    memory = .allocate(capacity: count)
    memory.initialize(from: visits, count: count)
  }

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }
}

/// The answer of a pass over visits.
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

  /// Adds written bytes: their number, and for every 1,024th visit the bytes themselves.
  @inline(__always)
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    sums[0] &+= 1
    sums[1] &+= Int64(bytes.count)
    if sums[0] & 1023 == 0 { for byte in bytes { sums[2] = sums[2] &* 31 &+ Int64(byte) } }
  }

  /// The sums.
  var values: [Int64] { sums }
}
