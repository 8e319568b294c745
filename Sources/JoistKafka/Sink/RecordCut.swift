import Rows

/// Makes records small enough for a topic and marks those that it cut.
///
/// The value is cut first, then the values of headers, the longest first, then the key. Sizes are those before compression.
struct RecordCut: Sendable, Equatable {
  /// The header that says what was cut and how long it was.
  static let header = "joist.cut"
  /// The largest batch that a topic takes where the broker does not tell, in bytes.
  static let usualLimit = 1_000_000

  /// What a batch takes besides its records, and a record besides key, value and headers, in bytes at most.
  private static let overhead = 61 + 40
  /// What a header takes besides name and value, in bytes at most.
  private static let headerOverhead = 10
  /// Bytes that the marking header may take.
  private static let markSize = 256

  /// Bytes that a batch of one record may have.
  let limit: Int

  /// The record as it is, or cut to the limit.
  func applied(to record: KafkaRecord) -> KafkaRecord {
    let size = Self.size(of: record)
    return size > limit ? cut(record, by: size + Self.markSize - limit) : record
  }

  /// The size of a batch of one record.
  private static func size(of record: KafkaRecord) -> Int {
    record.headers.all.reduce(overhead + (record.key?.count ?? 0) + (record.value?.count ?? 0)) {
      $0 + headerOverhead + $1.name.utf8.count + ($1.value?.count ?? 0)
    }
  }

  private func cut(_ record: KafkaRecord, by excess: Int) -> KafkaRecord {
    var record = record
    var excess = excess
    var cuts: [String] = []
    func shorten(_ bytes: inout Bytes?, _ name: String) {
      guard let whole = bytes, excess > 0, whole.count > 0 else { return }
      let kept = whole.prefix(ofAtMost: max(0, whole.count - excess))
      excess -= whole.count - kept.count
      bytes = kept
      cuts.append("\(name) \(kept.count) of \(whole.count) bytes")
    }
    shorten(&record.value, "value")
    let longestFirst = record.headers.all.indices.sorted {
      (record.headers.all[$0].value?.count ?? 0) > (record.headers.all[$1].value?.count ?? 0)
    }
    for index in longestFirst {
      shorten(&record.headers.all[index].value, "header \(record.headers.all[index].name.prefix(40))")
    }
    shorten(&record.key, "key")
    record.headers.append(Self.header, Bytes(utf8: cuts.prefix(3).joined(separator: ", ")))
    return record
  }
}

extension Bytes {
  /// The first bytes, at most so many; a text does not end within a character.
  fileprivate func prefix(ofAtMost count: Int) -> Bytes {
    // A character has at most three bytes after its first.
    let start = stride(from: count, to: Swift.max(count - 4, -1), by: -1).first { self[$0] & 0xC0 != 0x80 }
    return self[0..<(start ?? count)]
  }
}
