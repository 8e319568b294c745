/// Counts the generated records and describes the progress of a run.
struct ProgressReport {
  private var counts: [GeneratedRecord.Kind: Int] = [:]
  private(set) var total = 0
  /// After how many records a line is due; 0: never.
  let every: Int

  init(every: Int) { self.every = every }

  /// Counts a record.
  /// - Returns: whether a line is due.
  mutating func count(_ record: GeneratedRecord) -> Bool {
    counts[record.kind, default: 0] += 1
    total += 1
    return every > 0 && total % every == 0
  }

  /// The counts and the rate, as `20000 visits (200 malformed, 40 late, 0 duplicate), 5000/s`.
  func line(afterNanos elapsed: Int64) -> String {
    let rate = elapsed > 0 ? Int((Double(total) * 1e9 / Double(elapsed)).rounded()) : total
    let kinds: [(GeneratedRecord.Kind, String)] = [
      (.malformed, "malformed"), (.late, "late"), (.duplicate, "duplicate"),
    ]
    let parts = kinds.map { "\(counts[$0.0] ?? 0) \($0.1)" }.joined(separator: ", ")
    return "\(total) visits (\(parts)), \(rate)/s"
  }
}
