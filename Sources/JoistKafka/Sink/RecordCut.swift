import Rows

/// Cuts records that are too large for a topic and marks them with a header.
///
/// The value is cut first, then the values of headers, longest first, then the key. All sizes are before compression.
struct RecordCut: Sendable, Equatable {
  /// The name of the header that says what was cut and its original size.
  static let header = "joist.cut"
  /// The limit for a batch if the broker does not report the topic's limit, in bytes.
  static let usualLimit = 1_000_000

  /// The most bytes that a batch takes without its records, plus the most that a record takes without key, value and headers.
  private static let overhead = 61 + 40
  /// The most bytes that a header takes without its name and value.
  private static let headerOverhead = 10
  /// The bytes reserved for the header `joist.cut`.
  private static let markSize = 256

  /// The largest batch of one record, in bytes.
  let limit: Int

  /// The record, cut if it exceeds the limit.
  func applied(to record: KafkaRecord) -> KafkaRecord {
    let size = Self.size(of: record)
    return size > limit ? cut(record, by: size + Self.markSize - limit) : record
  }

  /// The size of a batch with only this record, in bytes.
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
  /// The first bytes, at most `count`. UTF-8 text is not cut inside a character.
  fileprivate func prefix(ofAtMost count: Int) -> Bytes {
    // A UTF-8 character has at most three continuation bytes.
    let start = stride(from: count, to: Swift.max(count - 4, -1), by: -1).first { self[$0] & 0xC0 != 0x80 }
    return self[0..<(start ?? count)]
  }
}
