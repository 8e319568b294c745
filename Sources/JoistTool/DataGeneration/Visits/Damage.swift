/// The ways to damage a visit's record so that it is not a valid visit.
enum Damage: CaseIterable {
  /// The second half is missing.
  case truncated
  /// The record has no bytes.
  case empty
  /// A string instead of a number.
  case textForNumber
  /// A string instead of a Boolean.
  case textForFlag
  /// An integer that does not fit into 64 bits.
  case tooLarge
  /// A field is missing.
  case fieldMissing
  /// A line of another log format.
  case notJSON
  /// A byte that is never valid in UTF-8.
  case notUTF8

  /// The record of a visit with this damage.
  func record(of visit: WebsiteVisit) -> [UInt8] {
    switch self {
    case .truncated:
      let whole = visit.json()
      return Array(whole.prefix(whole.count / 2))
    case .empty: return []
    case .textForNumber: return visit.json(replacing: ["http_response": "\"OK\""])
    case .textForFlag: return visit.json(replacing: ["opted_into_marketing": "\"yes\""])
    case .tooLarge: return visit.json(replacing: ["file_size_bytes": "98765432109876543210"])
    case .fieldMissing: return visit.json(replacing: ["id": nil])
    case .notJSON: return Array("\(visit.visitor.ip) - - \"\(visit.request.line)\" \(visit.request.response)".utf8)
    case .notUTF8:
      var record = visit.json()
      record[record.count / 2] = 0xff
      return record
    }
  }
}
