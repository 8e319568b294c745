/// The layout of an element's bytes, as far as the engine needs it to find the key and the end of an element in Beam's
/// nested encoding. It names no type of a user.
///
/// A struct with its parts in an array and not an indirect enum, since leak detectors do not find memory that an
/// indirect enum holds.
public struct CoderShape: Sendable, Hashable {
  /// The kinds of layout.
  public enum Layout: Sendable, Hashable {
    /// A length as a varint, then that many bytes: byte strings and text.
    case bytes
    /// An integer in groups of seven bits, lowest first; the last byte is below 128.
    case varint
    /// A fixed number of bytes.
    case fixed(Int)
    /// The parts, one after another: an interval window, a sharded key.
    case sequence
    /// Two parts: a key, then a value.
    case keyValue
    /// A length as a varint, then the one part in Beam's outer encoding, with that many bytes.
    case lengthPrefixed
    /// A count of four bytes, big-endian, then the one part that many times. After a count of -1 come chunks, each with
    /// its count as a varint; a chunk of 0 ends them.
    case iterable
    /// One byte, 0 or 1. After a 1 comes the one part.
    case nullable
    /// Bytes that only the coder with this URN can read.
    case opaque(urn: String)
  }

  /// The layout of an element.
  public let layout: Layout
  /// The shapes of its parts, as many as the layout has.
  public let parts: [CoderShape]

  private init(_ layout: Layout, _ parts: [CoderShape] = []) {
    self.layout = layout
    self.parts = parts
  }

  /// The shapes of key and value; nil if the elements are not pairs. A length-prefixed pair is a pair.
  public var pair: (key: CoderShape, value: CoderShape)? {
    switch layout {
    case .keyValue: (parts[0], parts[1])
    case .lengthPrefixed: parts[0].pair
    default: nil
    }
  }
}

extension CoderShape {
  /// Byte strings and text.
  public static let bytes = CoderShape(.bytes)
  /// Integers in Beam's varint coder.
  public static let varint = CoderShape(.varint)
  /// A fixed number of bytes.
  public static func fixed(_ width: Int) -> CoderShape { CoderShape(.fixed(width)) }
  /// Parts, one after another.
  public static func sequence(_ parts: [CoderShape]) -> CoderShape { CoderShape(.sequence, parts) }
  /// A key, then a value.
  public static func keyValue(key: CoderShape, value: CoderShape) -> CoderShape { CoderShape(.keyValue, [key, value]) }
  /// An element with its length before it.
  public static func lengthPrefixed(_ element: CoderShape) -> CoderShape { CoderShape(.lengthPrefixed, [element]) }
  /// Elements with their count before them, or in chunks.
  public static func iterable(_ element: CoderShape) -> CoderShape { CoderShape(.iterable, [element]) }
  /// An element or nothing.
  public static func nullable(_ element: CoderShape) -> CoderShape { CoderShape(.nullable, [element]) }
  /// Bytes that only the coder with this URN can read.
  public static func opaque(urn: String) -> CoderShape { CoderShape(.opaque(urn: urn)) }
}

extension CoderShape: CustomStringConvertible {
  /// `kv(bytes, iterable(varint))`.
  public var description: String {
    switch layout {
    case .bytes: "bytes"
    case .varint: "varint"
    case .fixed(let width): "fixed(\(width))"
    case .sequence: "sequence(\(listedParts))"
    case .keyValue: "kv(\(listedParts))"
    case .lengthPrefixed: "prefixed(\(listedParts))"
    case .iterable: "iterable(\(listedParts))"
    case .nullable: "nullable(\(listedParts))"
    case .opaque(let urn): "opaque(\(urn))"
    }
  }

  private var listedParts: String { parts.map(\.description).joined(separator: ", ") }
}
