/// The ways in which a record is not a visit.
enum Damage: CaseIterable {
  /// The second half is missing.
  case cut
  /// Not a byte.
  case empty
  /// A text where a number belongs.
  case textForNumber
  /// A text where true or false belongs.
  case textForFlag
  /// A number beyond 64 bits.
  case tooLarge
  /// A field is missing.
  case fieldMissing
  /// A line of another log.
  case notJSON
  /// A byte that no UTF-8 has.
  case notUTF8

  /// The record of a visit, damaged so.
  func record(of visit: WebsiteVisit) -> [UInt8] {
    switch self {
    case .cut:
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
