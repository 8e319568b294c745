/// Suggests a name for a misspelled one.
enum Suggestion {
  /// The candidate with the smallest edit distance, which is at most 2, and less for short texts. If there is none, one that
  /// `text` abbreviates (`--key` for `--key-separator`), or that `text` continues (`--from-beginning` for `--from`).
  static func nearest(to text: String, among candidates: [String]) -> String? {
    let text = text.lowercased()
    let allowed = min(2, max(1, text.count / 3))
    let measured = candidates.map { (candidate: $0, distance: distance(text, $0.lowercased())) }
    let similar = measured.filter { $0.distance <= allowed }
    let related = similar.isEmpty ? measured.filter { isBeginning(text, $0.candidate.lowercased()) } : similar
    return related.min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?.candidate
  }

  /// Whether `text` is the beginning of the candidate, with at least two letters, or the candidate is the first words of `text`.
  private static func isBeginning(_ text: String, _ candidate: String) -> Bool {
    text.drop { $0 == "-" }.count >= 2 && (candidate.hasPrefix(text) || text.hasPrefix(candidate + "-"))
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
