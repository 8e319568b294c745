import Foundation

/// The line of a case: its name, the engine's median and range, and the comparison with the other contenders.
///
/// ```
/// W2 8.2 ns  (7.9-8.8)  122 M events/s  loop 6.1 = 1.34x  C++ 4.6 = 1.78x  2 cores 4.3 = 1.91x faster  | CPU 8.1: …
/// ```
struct ReportLine: CustomStringConvertible {
  let description: String

  init(_ benchmark: Case, _ measurement: Measurement) {
    guard let engine = measurement.series.first?.series else {
      description = "\(benchmark.name) -"
      return
    }
    func time(_ nanoseconds: Double) -> String { Self.number(benchmark.time.value(ofNanoseconds: nanoseconds)) }
    var parts = [
      "\(benchmark.name) \(time(engine.median)) \(benchmark.time.sign)",
      "(\(time(engine.fastest))-\(time(engine.slowest)))",
      "\(Self.number(1e3 / engine.median)) M \(benchmark.unit)/s",
    ]
    var processor = ["| CPU \(time(engine.processorMedian)) \(benchmark.time.sign):"]
    for (role, series) in measurement.series.dropFirst() {
      if case .engine = role {
        parts.append(
          "\(role.name) \(time(series.median)) = \(Self.ratio(engine.median, series.median)) faster")
        processor.append("\(role.name) \(time(series.processorMedian))")
      } else if case .variant = role {
        parts.append("\(role.name) \(time(series.median))")
        processor.append("\(role.name) \(time(series.processorMedian))")
      } else {
        parts.append("\(role.name) \(time(series.median)) = \(Self.ratio(engine.median, series.median))")
        processor.append(
          "\(role.name) \(time(series.processorMedian)) = \(Self.ratio(engine.processorMedian, series.processorMedian))"
        )
      }
    }
    if let others = measurement.others { processor.append("| others \(Int((others * 100).rounded())) %") }
    if let peak = measurement.peakMegabytes {
      let peers = measurement.series.compactMap { role, series in
        series.peakMegabytes.map { "  \(role.name) \(Int($0.rounded()))" }
      }
      processor.append("| peak \(Int(peak.rounded())) MB" + peers.joined())
    }
    if let note = benchmark.note { processor.append("| \(note)") }
    description = (parts + processor).joined(separator: "  ")
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 1 ? "%.3f" : value < 100 ? "%.1f" : "%.0f", value)
  }

  private static func ratio(_ a: Double, _ b: Double) -> String { String(format: "%.2fx", a / b) }
}
