/// Suggests a name for a misspelled one.
enum Suggestion {
  /// The candidate with the smallest edit distance, if it is small.
  static func nearest(to text: String, among candidates: [String]) -> String? {
    let allowed = max(1, text.count / 3)
    return
      candidates
      .map { (candidate: $0, distance: distance(text.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= allowed }
      .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
      .candidate
  }

  /// The edit distance: the number of letters to insert, remove, replace or swap with a neighbor.
  static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        var cost = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
