/// How the bytes of an element are laid out, as far as the engine must know: enough to find the key and the end of an element
/// in Beam's nested encoding. It names no type of a user.
public indirect enum CoderShape: Sendable, Hashable {
  /// A length as a varint, then that many bytes: byte strings and text.
  case bytes
  /// One number of variable length.
  case varint
  /// A known number of bytes.
  case fixed(Int)
  /// Parts, one after another: an interval window, a sharded key.
  case sequence([CoderShape])
  /// A key, then a value.
  case keyValue(key: CoderShape, value: CoderShape)
  /// A length as a varint, then an element of that many bytes in Beam's outer encoding.
  case lengthPrefixed(CoderShape)
  /// A count of four bytes, big-endian, then that many elements. After a count of -1 come chunks, each with its count as a
  /// varint; a chunk of 0 ends them.
  case iterable(CoderShape)
  /// One byte, 0 or 1; an element follows the 1.
  case nullable(CoderShape)
  /// Bytes that only the coder with this URN can read.
  case opaque(urn: String)

  /// Whether the end of an element can be found without its coder.
  public var isDelimited: Bool {
    switch self {
    case .bytes, .varint, .fixed, .lengthPrefixed: true
    case .sequence(let parts): parts.allSatisfy(\.isDelimited)
    case .keyValue(let key, let value): key.isDelimited && value.isDelimited
    case .iterable(let element), .nullable(let element): element.isDelimited
    case .opaque: false
    }
  }

  /// The shapes of key and value; nil where the elements are not pairs. A pair within a length prefix counts.
  public var pair: (key: CoderShape, value: CoderShape)? {
    switch self {
    case .keyValue(let key, let value): (key, value)
    case .lengthPrefixed(let element): element.pair
    default: nil
    }
  }
}

extension CoderShape: CustomStringConvertible {
  /// `kv(bytes, iterable(varint))`.
  public var description: String {
    switch self {
    case .bytes: "bytes"
    case .varint: "varint"
    case .fixed(let width): "fixed(\(width))"
    case .sequence(let parts): "sequence(\(parts.map(\.description).joined(separator: ", ")))"
    case .keyValue(let key, let value): "kv(\(key), \(value))"
    case .lengthPrefixed(let element): "prefixed(\(element))"
    case .iterable(let element): "iterable(\(element))"
    case .nullable(let element): "nullable(\(element))"
    case .opaque(let urn): "opaque(\(urn))"
    }
  }
}
