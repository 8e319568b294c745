import Rows

/// A hand-written reader for the visits of a `VisitLog` only, with their fields in a fixed order.
struct HandReader {
  // SAFETY: it trusts its input, the well-formed visits of a `VisitLog`, whose memory outlives each read, and checks no
  // bounds.

  private var cursor: UnsafePointer<UInt8>

  /// Reads JSON that is known to be well-formed and without escapes.
  @inline(never)
  static func read(json bytes: UnsafeRawBufferPointer) -> Visit? {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return nil }
    var reader = HandReader(cursor: start)
    return Visit(
      ip: reader.text(after: "ip"), id: reader.text(after: "id"), lat: reader.decimal(after: "lat"),
      lng: reader.decimal(after: "lng"), userAgent: reader.text(after: "user_agent"),
      ageBracket: reader.text(after: "age_bracket"), optedIntoMarketing: reader.truth(after: "opted_into_marketing"),
      httpRequest: reader.text(after: "http_request"), httpResponse: reader.integer(after: "http_response"),
      fileSizeBytes: reader.integer(after: "file_size_bytes"), eventDatetime: reader.text(after: "event_datetime"),
      eventTS: reader.integer(after: "event_ts"))
  }

  /// Reads a row in Beam's row format.
  @inline(never)
  static func read(row bytes: UnsafeRawBufferPointer) -> Visit? {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count > 2 else { return nil }
    // Skips the number of fields and the empty bitmap.
    var reader = HandReader(cursor: start + 2)
    return Visit(
      ip: reader.text(), id: reader.text(), lat: reader.double(), lng: reader.double(), userAgent: reader.text(),
      ageBracket: reader.text(), optedIntoMarketing: reader.byte() == 1, httpRequest: reader.text(),
      httpResponse: reader.varint(), fileSizeBytes: reader.varint(), eventDatetime: reader.text(),
      eventTS: reader.varint())
  }

  // MARK: JSON

  /// Skips `{"name": ` or `, "name": `.
  @inline(__always)
  private mutating func pass(_ name: StaticString) {
    while cursor.pointee != UInt8(ascii: "\"") { cursor += 1 }
    cursor += name.utf8CodeUnitCount + 2
    while cursor.pointee == UInt8(ascii: ":") || cursor.pointee == UInt8(ascii: " ") { cursor += 1 }
  }

  @inline(__always)
  private mutating func text(after name: StaticString) -> String {
    pass(name)
    cursor += 1
    let start = cursor
    while cursor.pointee != UInt8(ascii: "\"") { cursor += 1 }
    defer { cursor += 1 }
    return String(decoding: UnsafeBufferPointer(start: start, count: cursor - start), as: UTF8.self)
  }

  @inline(__always)
  private mutating func truth(after name: StaticString) -> Bool {
    pass(name)
    return cursor.pointee == UInt8(ascii: "t")
  }

  @inline(__always)
  private mutating func integer(after name: StaticString) -> Int64 {
    pass(name)
    return digits()
  }

  @inline(__always)
  private mutating func decimal(after name: StaticString) -> Double {
    pass(name)
    let isNegative = cursor.pointee == UInt8(ascii: "-")
    if isNegative { cursor += 1 }
    var value = digits()
    var divisor: Int64 = 1
    if cursor.pointee == UInt8(ascii: ".") {
      cursor += 1
      while case let digit = cursor.pointee &- UInt8(ascii: "0"), digit < 10 {
        value = value &* 10 &+ Int64(digit)
        divisor &*= 10
        cursor += 1
      }
    }
    let magnitude = Double(value) / Double(divisor)
    return isNegative ? -magnitude : magnitude
  }

  @inline(__always)
  private mutating func digits() -> Int64 {
    var value: Int64 = 0
    while case let digit = cursor.pointee &- UInt8(ascii: "0"), digit < 10 {
      value = value &* 10 &+ Int64(digit)
      cursor += 1
    }
    return value
  }

  // MARK: Rows

  @inline(__always)
  private mutating func byte() -> UInt8 {
    defer { cursor += 1 }
    return cursor.pointee
  }

  @inline(__always)
  private mutating func varint() -> Int64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = byte()
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return Int64(bitPattern: value) }
      shift &+= 7
    }
  }

  @inline(__always)
  private mutating func double() -> Double {
    defer { cursor += 8 }
    return Double(bitPattern: UInt64(bigEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)))
  }

  @inline(__always)
  private mutating func text() -> String {
    let count = Int(varint())
    defer { cursor += count }
    return String(decoding: UnsafeBufferPointer(start: cursor, count: count), as: UTF8.self)
  }
}
