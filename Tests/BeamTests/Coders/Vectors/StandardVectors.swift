import Foundation
import Rows
import TestSupport
import Testing

/// Beam's examples of standard coders, `standard_coders.yaml` inside PyPI's `apache-beam`, as JSON.
///
/// `scripts/coder-vectors` takes them from the project's Python, and says what the JSON holds. Where there is no Python, they are
/// read from `conformance/standard_coders.json` under the folder that `JOIST_SHARED` names.
enum StandardVectors {
  /// One coder with its examples.
  struct Document {
    /// The index in Beam's file.
    let index: Int
    /// The coder's URN, with those of its components in parentheses, without the common beginning and end.
    let coder: String
    /// Whether an encoder may write something else.
    let isDecodeOnly: Bool
    /// The coder's payload; empty where it has none.
    let payload: Bytes
    /// What the state API holds, by token.
    let state: [Bytes: Bytes]
    /// Whether the examples are of the nested context, the outer one, or both.
    let contexts: [String]
    let examples: [(bytes: Bytes, value: Json)]
  }

  /// The file in the folder that projects share; nil where there is none.
  private static let sharedFile: URL? = {
    guard let folder = ProcessInfo.processInfo.environment["JOIST_SHARED"], !folder.isEmpty else { return nil }
    let file = URL(filePath: folder).appending(path: "conformance/standard_coders.json")
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }()

  /// Whether there is a source.
  static var arePresent: Bool { Python.interpreter != nil || sharedFile != nil }

  /// Why tests with them are skipped.
  static let missing =
    "JOIST_TEST_PYTHON names no interpreter, and JOIST_SHARED no folder with conformance/standard_coders.json"

  /// All documents.
  static func load() throws -> [Document] {
    let documents = try #require(try JSONSerialization.jsonObject(with: file()) as? [Any])
    return try documents.map { try document(Json(any: $0)) }
  }

  private static func file() throws -> Data {
    if Python.interpreter == nil, let sharedFile { return try Data(contentsOf: sharedFile) }
    let (status, output) = try Python.run(script: "coder-vectors")
    try #require(status == 0, "\(output)")
    return Data(output.utf8)
  }

  private static func document(_ json: Json) throws -> Document {
    let coder = json["coder"]
    let state = coder["state_hex"].any as? [String: String] ?? [:]
    return Document(
      index: try #require(json["index"].any as? Int), coder: try name(of: coder),
      isDecodeOnly: coder["non_deterministic"].any as? Bool ?? false, payload: bytes(coder["payload_hex"].string),
      state: Dictionary(uniqueKeysWithValues: state.map { (bytes($0.key), bytes($0.value)) }),
      contexts: json["contexts"].list { $0.string },
      examples: json["examples"].list { (bytes($0["encoded_hex"].string), $0["value"]) })
  }

  private static func name(of coder: Json) throws -> String {
    let urn = try #require(coder["urn"].any as? String)
    let short = urn.dropFirst("beam:coder:".count).dropLast(":v1".count)
    let components = try coder["components"].list { $0 }.map(name)
    return components.isEmpty ? "\(short)" : "\(short)(\(components.joined(separator: ", ")))"
  }

  private static func bytes(_ hex: String) -> Bytes {
    let digits = Array(hex.utf8)
    return Bytes(
      stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
      })
  }
}
