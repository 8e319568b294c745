import Foundation

/// Makes the text of W1: ten words a line from a vocabulary of 100,000, with frequencies by Zipf's law.
struct WordGenerator {
  private static let vocabulary = 100_000
  private static let wordsOfLine = 10
  /// The bytes of one write.
  private static let chunk = 1 << 20

  /// By word, the sum of the weights up to and including it.
  private let sums: [UInt64]
  /// By word, its letters and a space.
  private let spellings: [[UInt8]]
  private var random = SplitMix(state: 42)

  init() {
    var total: UInt64 = 0
    sums = (0..<Self.vocabulary).map { rank in
      total += (1 << 40) / UInt64(rank + 1)
      return total
    }
    spellings = (0..<Self.vocabulary).map(Self.spelling)
  }

  /// Writes whole lines until there are at least `wanted` bytes.
  mutating func write(bytes wanted: Int, to file: FileHandle) throws {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(Self.chunk)
    var written = 0
    while written < wanted {
      let start = buffer.count
      for _ in 0..<Self.wordsOfLine { buffer += spellings[nextRank()] }
      buffer[buffer.count - 1] = UInt8(ascii: "\n")
      written += buffer.count - start
      if buffer.count > Self.chunk - 200 || written >= wanted {
        try file.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
  }

  /// A random word: the first whose sum is larger than a random number.
  private mutating func nextRank() -> Int {
    let wanted = random.next() % (sums.last ?? 1)
    var (low, high) = (0, sums.count)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > wanted { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Four letters with which no other word begins, and up to four more.
  private static func spelling(_ rank: Int) -> [UInt8] {
    var number = rank * 48_271 % 100_003
    var letters = [UInt8](repeating: 0, count: 4)
    for index in letters.indices.reversed() {
      letters[index] = letter(number)
      number /= 26
    }
    let more = Int(SplitMix.number(after: UInt64(rank)) % 5)
    return letters + (0..<more).map { letter(rank + 11 * $0) } + [UInt8(ascii: " ")]
  }

  private static func letter(_ number: Int) -> UInt8 { UInt8(ascii: "a") + UInt8(number % 26) }
}
