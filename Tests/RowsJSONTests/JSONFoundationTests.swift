import Foundation
import Rows
import Testing

@testable import RowsJSON

enum Grade: String, RowValue, Codable { case low, high }

@Row(names: .camelCase) struct Sheet: Equatable, Codable {
  var name: String
  var count: Int
  var ratio: Double?
  var tags: [String]?
  var inner: [Sheet]?
  var flag: Bool?
  var level: Grade?
  var scores: [String: Double]?
  var small: Int8?
  var grid: [[Int]]?
}

/// Random documents, read by us and by Foundation. Where one takes what the other refuses, it is for one of the reasons
/// that `docs/json-format.md` names.
@Suite struct JSONFoundationTests {
  /// Why both may differ.
  enum Difference {
    /// A name comes twice: Foundation takes the first.
    case duplicate
    /// A comma stands before a closing bracket: Foundation takes it.
    case trailingComma
    /// What is malformed is in a value that nobody asks for: Foundation has not looked.
    case malformedWhereNobodyAsks
    /// A string that nobody asks for is no text: Foundation refuses the document.
    case brokenStringWhereNobodyAsks
    /// A number is 0 though it has other digits, as `1e-400` and `0e5`: we read 0, Foundation refuses it.
    case zeroOfOtherDigits
  }

  @Test("Documents are read as by Foundation, with known exceptions", arguments: 1...4)
  func agreesWithFoundation(seed: UInt64) {
    let parser = JSONParser()
    let decoder = JSONDecoder()
    var documents = JSONDocuments(seed: seed)
    var same = 0
    var refused = 0
    var found: Set<Difference> = []
    for _ in 0..<3_000 {
      let bytes = documents.next()
      let ours = Result { () throws(JSONError) in try parser.decode(Sheet.self, from: Bytes(bytes)) }
      let theirs = Result { try decoder.decode(Sheet.self, from: Data(bytes)) }
      switch (ours, theirs) {
      case (.success(let mine), .success(let other)):
        #expect(mine == other)
        same += 1
      case (.failure, .failure): refused += 1
      case (.failure(let error), .success(let other)):
        let difference = reason(error, in: bytes)
        #expect(difference != nil, "\(String(decoding: bytes, as: UTF8.self)): \(error), Foundation: \(other)")
        if let difference { found.insert(difference) }
      case (.success(let mine), .failure(let error)):
        let difference = reason(for: bytes)
        #expect(difference != nil, "\(String(decoding: bytes, as: UTF8.self)): \(mine), Foundation: \(error)")
        if let difference { found.insert(difference) }
      }
    }
    #expect(same > 800 && refused > 800, "\(same) the same, \(refused) refused by both")
    #expect(found.isSuperset(of: [.duplicate, .malformedWhereNobodyAsks, .brokenStringWhereNobodyAsks]))
  }

  /// Why we refuse what Foundation takes.
  private func reason(_ error: JSONError, in bytes: [UInt8]) -> Difference? {
    if error.reason.hasPrefix("duplicate") { return .duplicate }
    let isClosing = error.offset < bytes.count && [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[error.offset])
    if isClosing, bytes[..<error.offset].last(where: { $0 > 0x20 }) == UInt8(ascii: ",") { return .trailingComma }
    let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    return isJSON ? nil : .malformedWhereNobodyAsks
  }

  /// Why we take what Foundation refuses.
  private func reason(for bytes: [UInt8]) -> Difference? {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.contains("e-400") || text.contains("0e5") { return .zeroOfOtherDigits }
    let hasBrokenString = bytes.withUnsafeBytes { text in
      var scanner = JSONScanner(text)
      try? scanner.scan()
      return scanner.tape.contains { $0 >> 56 == Tape.brokenString }
    }
    return hasBrokenString ? .brokenStringWhereNobodyAsks : nil
  }
}
