import Foundation
import Rows
import Testing

/// Beam's examples of standard coders: `conformance/standard_coders.json` under the folder that `JOIST_SHARED` names.
///
/// Values there are plain JSON: how each coder's are meant is said in `conformance/coders.md`.
enum StandardVectors {
  /// One coder with its examples.
  struct Document {
    let index: Int
    /// The coder's URN, with those of its components in parentheses, without the common beginning and end.
    let coder: String
    /// Whether an encoder may write something else.
    let isDecodeOnly: Bool
    /// Whether the examples are of the nested context, the outer one, or both.
    let contexts: [String]
    let examples: [(bytes: Bytes, value: Any)]
  }

  /// The folder with what is shared between projects; nil where there is none.
  static let folder = ProcessInfo.processInfo.environment["JOIST_SHARED"]

  /// All documents.
  static func load() throws -> [Document] {
    let folder = try #require(folder)
    let data = try Data(contentsOf: URL(filePath: folder).appending(path: "conformance/standard_coders.json"))
    let documents = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    return try documents.map(document)
  }

  private static func document(_ json: [String: Any]) throws -> Document {
    let coder = try #require(json["coder"] as? [String: Any])
    return Document(
      index: try #require(json["index"] as? Int), coder: try name(of: coder),
      isDecodeOnly: coder["non_deterministic"] as? Bool ?? false,
      contexts: try #require(json["contexts"] as? [String]),
      examples: try #require(json["examples"] as? [[String: Any]]).map { example in
        (bytes(try #require(example["encoded_hex"] as? String)), try #require(example["value"]))
      })
  }

  private static func name(of coder: [String: Any]) throws -> String {
    let urn = try #require(coder["urn"] as? String)
    let short = urn.dropFirst("beam:coder:".count).dropLast(":v1".count)
    let components = try (coder["components"] as? [[String: Any]] ?? []).map(name)
    return components.isEmpty ? "\(short)" : "\(short)(\(components.joined(separator: ", ")))"
  }

  static func bytes(_ hex: String) -> Bytes {
    let digits = Array(hex.utf8)
    return Bytes(
      stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
      })
  }
}

/// Checks one type against the documents of its coder, and counts.
struct VectorCheck {
  let documents: [StandardVectors.Document]
  /// How many examples were checked, each in each of its contexts.
  private(set) var count = 0
  /// The documents that were checked.
  private(set) var checked: Set<Int> = []

  init(_ documents: [StandardVectors.Document]) { self.documents = documents }

  /// Decodes every example of a document in every context, all of its bytes, and encodes it where that has one answer.
  mutating func check<Value: Streamable & Equatable>(
    _ index: Int, as type: Value.Type, coder: String, _ native: (Any) throws -> Value
  ) throws {
    let document = documents[index]
    #expect(document.coder == coder, "document \(index)")
    checked.insert(index)
    for context in document.contexts {
      let isNested = context == "nested"
      for example in document.examples {
        count += 1
        let value = try native(example.value)
        let decoded = isNested ? try example.bytes.decode(Value.self) : try example.bytes.decodeOuter(Value.self)
        // NaN is not itself, but its bytes are.
        #expect(decoded == value || Bytes(encoding: decoded) == Bytes(encoding: value), "document \(index): \(value)")
        if document.isDecodeOnly { continue }
        let encoded = isNested ? Bytes(encoding: value) : Bytes(encodingOuter: value)
        #expect(encoded == example.bytes, "document \(index): \(value)")
      }
    }
  }
}
