import Beam
import Rows

/// The number of bids, and the sums of their prices and text lengths.
@Row
struct BidTotals: Sendable {
  var count: Int64 = 0
  var price: Int64 = 0
  var length: Int64 = 0
}

/// Sums bids.
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
