/// Damages messages at random, determined by a seed.
public struct Mutator {
  private var random: SplitMix

  /// The most bytes of a result; longer messages are truncated first.
  public static let maximumSize = 3000

  /// A mutator with this seed.
  public init(seed: UInt64) { random = SplitMix(seed) }

  /// A damaged copy of one of the frames, sometimes with the name of another type.
  public mutating func mutate(one frames: [MessageFrame]) -> MessageFrame {
    var frame = frames[below(frames.count)]
    if frame.bytes.count > Self.maximumSize { frame.bytes.removeSubrange(below(Self.maximumSize)...) }
    if below(10) == 0 { frame.name = frames[below(frames.count)].name }
    let other = frames[below(frames.count)].bytes
    damage(&frame.bytes, with: other)
    return frame
  }

  private mutating func damage(_ bytes: inout [UInt8], with other: [UInt8]) {
    switch below(7) {
    case 0:  // cut
      bytes.removeSubrange(below(bytes.count + 1)...)
    case 1:  // other bytes
      for _ in 0...below(4) where !bytes.isEmpty { bytes[below(bytes.count)] = byte() }
    case 2:  // more bytes, often those of long varints
      for _ in 0...below(3) { bytes.insert(below(2) == 0 ? 0xFF : byte(), at: below(bytes.count + 1)) }
    case 3:  // fewer bytes
      guard !bytes.isEmpty else { return }
      let start = below(bytes.count)
      bytes.removeSubrange(start..<min(bytes.count, start + 1 + below(4)))
    case 4:  // a part of another message in between
      let start = below(other.count + 1)
      let part = other[start..<min(other.count, start + below(64))]
      bytes.insert(contentsOf: part, at: below(bytes.count + 1))
    case 5:  // a length that does not fit
      guard !bytes.isEmpty else { return }
      let index = below(bytes.count)
      bytes.replaceSubrange(index...index, with: [0xFF, 0xFF, 0xFF, 0xFF, UInt8(below(16))])
    default:  // nothing but noise
      bytes = (0..<below(40)).map { _ in below(3) == 0 ? byte() : UInt8(below(32)) }
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &random) }

  private mutating func byte() -> UInt8 { UInt8.random(in: .min ... .max, using: &random) }
}

/// Sebastiano Vigna's splitmix64: small, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed &>> 31
  }
}
