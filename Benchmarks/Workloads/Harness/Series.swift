/// The runs of one contender, in nanoseconds for each unit of work.
struct Series {
  private let wall: [Double]
  private let processor: [Double]
  /// The highest peak memory of its runs in megabytes; nil if unknown.
  let peakMegabytes: Double?

  /// - Parameter units: the units of work in each sample.
  init(_ samples: [Sample], units: Int) {
    wall = samples.map { $0.wallSeconds * 1e9 / Double(units) }.sorted()
    processor = samples.map { $0.processorSeconds * 1e9 / Double(units) }.sorted()
    peakMegabytes = samples.compactMap(\.peakMegabytes).max()
  }

  /// The median elapsed time, in nanoseconds for one unit.
  var median: Double { Self.median(wall) }
  /// The median processor time, in nanoseconds for one unit.
  var processorMedian: Double { Self.median(processor) }
  /// The fastest run, in nanoseconds for one unit.
  var fastest: Double { wall.first ?? .nan }
  /// The slowest run, in nanoseconds for one unit.
  var slowest: Double { wall.last ?? .nan }

  private static func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
