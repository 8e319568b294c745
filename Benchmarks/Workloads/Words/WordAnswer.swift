import Foundation

/// Reads the answer from a file of counts: the number of words, the number of distinct words, and a checksum of all
/// lines that does not depend on their order.
enum WordAnswer {
  static func read(_ path: String) throws -> [Int64] {
    try MappedFile.withBytes(of: path) { text in
      var (lines, words, digest): (Int64, Int64, UInt64) = (0, 0, 0)
      for line in text.split(separator: UInt8(ascii: "\n")) {
        guard let tab = line.lastIndex(of: UInt8(ascii: "\t")),
          let count = Int64(String(decoding: line[(tab + 1)...], as: UTF8.self))
        else { throw NoCount(line: String(decoding: line, as: UTF8.self), path: path) }
        lines += 1
        words += count
        digest &+= line.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      }
      return [lines, words, Int64(bitPattern: digest)]
    }
  }
}

/// A malformed line of the output.
struct NoCount: Error, CustomStringConvertible {
  let line: String
  let path: String

  var description: String { "\(path): '\(line)' is not a word, a tab and a count" }
}
