/// The elements of toy pipelines. Its first byte says what an element is.
public enum ToyElement: Sendable, Hashable {
  /// What an impulse emits.
  case impulse
  /// A value, with where it came from.
  case value(ToyValue)
  /// Part of a source that is to be read.
  case range(ToyRange)
  /// A value that is still to be repeated so many times.
  case repeating(ToyValue, times: Int)
  /// A key with its values, as a grouping emits them.
  case values(key: Int, [ToyValue])
  /// A key with what its values were combined to.
  case combined(key: Int, sum: Int64, count: Int64)

  var bytes: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .impulse: writer.put(UInt8(0))
    case .value(let value):
      writer.put(UInt8(1))
      writer.bytes += value.bytes
    case .range(let range):
      writer.put(UInt8(4))
      writer.put(UInt8(range.source))
      writer.put(UInt8(range.part))
      writer.put(UInt32(range.origin))
      writer.put(UInt32(range.from))
      writer.put(UInt32(range.to))
    case .repeating(let value, let times):
      writer.put(UInt8(5))
      writer.bytes += value.bytes
      writer.put(UInt8(times))
    case .values, .combined: preconditionFailure("groupings alone write these")
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    switch bytes[0] {
    case 0: self = .impulse
    case 1:
      reader.place = 1
      self = .value(ToyValue(&reader))
    case 2:
      let key = ToyKey.take(&reader)
      let countBytes = reader.takeBytes(4)
      let count = countBytes.reduce(0) { $0 << 8 | Int($1) }
      self = .values(key: key, (0..<count).map { _ in ToyValue(&reader) })
      precondition(reader.isAtEnd, "bytes after the last value")
    case 3:
      let key = ToyKey.take(&reader)
      self = .combined(key: key, sum: reader.take(Int64.self), count: reader.take(Int64.self))
    case 4:
      reader.place = 1
      self = .range(
        ToyRange(
          source: Int(reader.take(UInt8.self)), part: Int(reader.take(UInt8.self)),
          origin: Int(reader.take(UInt32.self)), from: Int(reader.take(UInt32.self)), to: Int(reader.take(UInt32.self)))
      )
    default:
      reader.place = 1
      let value = ToyValue(&reader)
      self = .repeating(value, times: Int(reader.take(UInt8.self)))
    }
  }
}

/// A number, and for checking order where it came from.
public struct ToyValue: Sendable, Hashable, Comparable {
  /// Names the restriction that made it; 0: a grouping is between.
  public var origin: Int
  /// Its place in that restriction.
  public var sequence: Int
  /// The number.
  public var number: Int

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.put(UInt32(origin))
    writer.put(UInt32(sequence))
    writer.put(Int32(number))
    return writer.bytes
  }

  init(origin: Int, sequence: Int, number: Int) {
    self.origin = origin
    self.sequence = sequence
    self.number = number
  }

  init(_ reader: inout ByteReader) {
    origin = Int(reader.take(UInt32.self))
    sequence = Int(reader.take(UInt32.self))
    number = Int(reader.take(Int32.self))
  }

  /// By number, then by where it came from.
  public static func < (a: ToyValue, b: ToyValue) -> Bool {
    (a.number, a.origin, a.sequence) < (b.number, b.origin, b.sequence)
  }
}

/// Part of a source: places `from ..< to` of one of its parts.
public struct ToyRange: Sendable, Hashable {
  var source: Int
  var part: Int
  var origin: Int
  var from: Int
  var to: Int
}

/// Keys of toy pipelines, of several lengths.
enum ToyKey {
  /// The encoded key; the first byte says what stands after the key.
  static func bytes(_ key: Int, combined: Bool) -> [UInt8] {
    let length = key % 11
    return [combined ? 3 : 2, UInt8(length), UInt8(key)] + (0..<length).map { UInt8(($0 * 7 + key) & 255) }
  }

  static func take(_ reader: inout ByteReader) -> Int {
    reader.place += 1
    let length = Int(reader.take(UInt8.self))
    let key = Int(reader.take(UInt8.self))
    reader.place += length
    return key
  }

  /// A hash of a key, stable and never 0; some keys share theirs with another.
  static func hash(_ key: Int) -> UInt64 {
    let shared = key % 5 == 0 ? key / 10 * 10 : key
    var hash = (UInt64(shared) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 31
    hash = hash &* 0xBF58_476D_1CE4_E5B9
    return hash | 1
  }
}
