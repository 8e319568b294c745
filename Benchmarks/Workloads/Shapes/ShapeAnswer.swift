/// Computes the answers of shapes in arrays: the number of results, the sum of the counts, and the sum of their
/// squares.
enum ShapeAnswer {
  private static let keys = Int(ShapeSource<InOrder>.keys)

  /// The answer for fixed windows with a length in milliseconds.
  static func fixed(_ times: some ShapeTimes, length: Int64, events: Int) -> [Int64] {
    answer(counts(times, length: length, events: events))
  }

  /// The answer for sliding windows, each of which is the sum of parts with the length of the period.
  static func sliding(length: Int64, period: Int64, events: Int) -> [Int64] {
    let parts = counts(InOrder(), length: period, events: events)
    let partsOfWindow = Int(length / period)
    let partCount = parts.count / keys
    var window = [Int64](repeating: 0, count: keys)
    var answer: [Int64] = [0, 0, 0]
    for last in 0..<(partCount + partsOfWindow - 1) {
      for key in 0..<keys {
        if last < partCount { window[key] += parts[last * keys + key] }
        if last >= partsOfWindow { window[key] -= parts[(last - partsOfWindow) * keys + key] }
      }
      add(window, to: &answer)
    }
    return answer
  }

  /// The counts of all keys of the first window, then of the second, and so on.
  private static func counts(_ times: some ShapeTimes, length: Int64, events: Int) -> [Int64] {
    var counts: [Int64] = []
    for number in 0..<events {
      let window = Int(times.time(of: Int64(number)) / length)
      if (window + 1) * keys > counts.count {
        counts += [Int64](repeating: 0, count: (window + 1) * keys - counts.count)
      }
      counts[window * keys + number % keys] += 1
    }
    return counts
  }

  private static func answer(_ counts: [Int64]) -> [Int64] {
    var answer: [Int64] = [0, 0, 0]
    add(counts, to: &answer)
    return answer
  }

  private static func add(_ counts: [Int64], to answer: inout [Int64]) {
    for count in counts where count > 0 {
      answer[0] += 1
      answer[1] += count
      answer[2] += count * count
    }
  }
}
