import Beam
import Rows

/// How many bids there are, their prices and the lengths of their texts, added up.
@Row
struct BidTotals: Sendable {
  var count: Int64 = 0
  var price: Int64 = 0
  var length: Int64 = 0
}

/// Adds bids up.
struct TotalBids<Extra: BidText>: CombineFn {
  func makeAccumulator() -> BidTotals { BidTotals() }

  func add(_ bid: Bid<Extra>, to totals: inout BidTotals) {
    totals.count &+= 1
    totals.price &+= bid.price
    totals.length &+= bid.extra.length
  }

  func merge(_ other: BidTotals, into totals: inout BidTotals) {
    totals.count &+= other.count
    totals.price &+= other.price
    totals.length &+= other.length
  }

  func extract(_ totals: BidTotals) -> BidTotals { totals }
}
