import Rows

/// A hand-written writer for visits only.
struct HandWriter {
  // SAFETY: the memory has 4096 bytes, and a visit of a `VisitLog` has about 450. `deallocate` is called once, after
  // the last use.

  private let start: UnsafeMutablePointer<UInt8>
  private var cursor: UnsafeMutablePointer<UInt8>

  init() {
    start = .allocate(capacity: 4096)
    cursor = start
  }

  func deallocate() { start.deallocate() }

  /// The visit written last.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: cursor - start) }

  /// Writes a visit as JSON.
  @inline(never)
  mutating func write(json visit: borrowing Visit) {
    cursor = start
    raw("{\"ip\":")
    quoted(visit.ip)
    raw(",\"id\":")
    quoted(visit.id)
    raw(",\"lat\":")
    degrees(visit.lat)
    raw(",\"lng\":")
    degrees(visit.lng)
    raw(",\"user_agent\":")
    quoted(visit.userAgent)
    raw(",\"age_bracket\":")
    quoted(visit.ageBracket)
    raw(",\"opted_into_marketing\":")
    raw(visit.optedIntoMarketing ? "true" : "false")
    raw(",\"http_request\":")
    quoted(visit.httpRequest)
    raw(",\"http_response\":")
    digits(visit.httpResponse)
    raw(",\"file_size_bytes\":")
    digits(visit.fileSizeBytes)
    raw(",\"event_datetime\":")
    quoted(visit.eventDatetime)
    raw(",\"event_ts\":")
    digits(visit.eventTS)
    raw("}")
  }

  /// Writes a visit in Beam's row format.
  @inline(never)
  mutating func write(row visit: borrowing Visit) {
    cursor = start
    byte(12)
    byte(0)
    text(visit.ip)
    text(visit.id)
    double(visit.lat)
    double(visit.lng)
    text(visit.userAgent)
    text(visit.ageBracket)
    byte(visit.optedIntoMarketing ? 1 : 0)
    text(visit.httpRequest)
    varint(visit.httpResponse)
    varint(visit.fileSizeBytes)
    text(visit.eventDatetime)
    varint(visit.eventTS)
  }

  @inline(__always)
  private mutating func byte(_ byte: UInt8) {
    cursor.pointee = byte
    cursor += 1
  }

  @inline(__always)
  private mutating func raw(_ text: StaticString) {
    cursor.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    cursor += text.utf8CodeUnitCount
  }

  @inline(__always)
  private mutating func copy(_ text: borrowing String) {
    text.utf8.span.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: cursor, count: $0.count).copyMemory(from: $0)
      cursor += $0.count
    }
  }

  // MARK: JSON

  /// Writes a string, and checks that it needs no escapes.
  @inline(__always)
  private mutating func quoted(_ text: borrowing String) {
    byte(UInt8(ascii: "\""))
    let first = cursor
    copy(text)
    var isPlain = true
    for index in 0..<cursor - first {
      isPlain =
        isPlain && first[index] >= 0x20 && first[index] != UInt8(ascii: "\"") && first[index] != UInt8(ascii: "\\")
    }
    precondition(isPlain, "a string needs escapes; pass only visits of a VisitLog")
    byte(UInt8(ascii: "\""))
  }

  @inline(__always)
  private mutating func digits(_ number: Int64) {
    var rest = number
    var count = 1
    while rest >= 10 {
      rest /= 10
      count &+= 1
    }
    rest = number
    for index in (0..<count).reversed() {
      cursor[index] = UInt8(truncatingIfNeeded: 0x30 &+ rest % 10)
      rest /= 10
    }
    cursor += count
  }

  /// Writes a number with at most four decimals.
  @inline(__always)
  private mutating func degrees(_ value: Double) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    let scaled = Int64(value.magnitude * 10_000 + 0.5)
    digits(scaled / 10_000)
    byte(UInt8(ascii: "."))
    var rest = scaled % 10_000
    var unit: Int64 = 1000
    repeat {
      byte(UInt8(truncatingIfNeeded: 0x30 &+ rest / unit))
      rest %= unit
      unit /= 10
    } while rest > 0
  }

  // MARK: Rows

  @inline(__always)
  private mutating func varint(_ number: Int64) {
    var rest = UInt64(bitPattern: number)
    while rest >= 0x80 {
      byte(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    byte(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  private mutating func double(_ value: Double) {
    UnsafeMutableRawPointer(cursor).storeBytes(of: value.bitPattern.bigEndian, as: UInt64.self)
    cursor += 8
  }

  @inline(__always)
  private mutating func text(_ text: borrowing String) {
    varint(Int64(text.utf8.count))
    copy(text)
  }
}
