import Beam
import Rows

/// A bid of the generated auction.
struct Bid<Extra: BidText>: Streamable, Sendable {
  var auction: Int64
  var bidder: Int64
  var price: Int64
  /// Milliseconds since the epoch.
  var timestamp: Int64
  var extra: Extra

  static func encode(_ value: borrowing Bid, into writer: inout RawWriter) {
    Int64.encode(value.auction, into: &writer)
    Int64.encode(value.bidder, into: &writer)
    Int64.encode(value.price, into: &writer)
    Int64.encode(value.timestamp, into: &writer)
    Extra.encode(value.extra, into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> Bid {
    Bid(
      auction: try Int64.decode(from: &reader), bidder: try Int64.decode(from: &reader),
      price: try Int64.decode(from: &reader), timestamp: try Int64.decode(from: &reader),
      extra: try Extra.decode(from: &reader))
  }

  static var coderSpec: CoderSpec {
    let parts = [Int64.coderSpec, Int64.coderSpec, Int64.coderSpec, Extra.coderSpec]
    return parts.reduce(Int64.coderSpec) { CoderSpec(urn: "beam:coder:kv:v1", components: [$0, $1]) }
  }
}

/// The number of auctions, known at compile time, as in the C++ program.
protocol AuctionCount: SendableMetatype {
  static var auctions: UInt64 { get }
}

/// Ten thousand auctions.
enum TenThousand: AuctionCount {
  @inline(__always) static var auctions: UInt64 { 10_000 }
}

/// A million auctions.
enum Million: AuctionCount {
  @inline(__always) static var auctions: UInt64 { 1_000_000 }
}

extension Bid {
  /// The bid with a number, from 0.
  @inline(__always)
  static func numbered<Keys: AuctionCount>(_ number: Int64, _ keys: Keys.Type, _ texts: Extra.Table) -> Bid {
    let hash = BidNumbers.hash(number)
    return Bid(
      auction: Int64(truncatingIfNeeded: hash % Keys.auctions),
      bidder: Int64(truncatingIfNeeded: hash / 1024 % 100_000),
      price: 100 &+ Int64(truncatingIfNeeded: hash / 7 % 10_000), timestamp: BidNumbers.timestamp(number),
      extra: Extra.text(Int(truncatingIfNeeded: hash % 1024), in: texts))
  }
}

/// The arithmetic of the generator.
enum BidNumbers {
  /// The largest prime below 2^32.
  private static let prime: UInt64 = 4_294_967_291
  private static let seed: UInt64 = 1_000_003

  /// A permutation of the numbers below the prime.
  @inline(__always)
  static func hash(_ number: Int64) -> UInt64 {
    let moved = UInt64(truncatingIfNeeded: number) &+ seed
    return moved &* moved % prime &* moved % prime
  }

  /// Ten events in each millisecond.
  @inline(__always)
  static func timestamp(_ number: Int64) -> Int64 {
    1_600_000_000_000 &+ Int64(truncatingIfNeeded: UInt64(truncatingIfNeeded: number) / 10)
  }
}
