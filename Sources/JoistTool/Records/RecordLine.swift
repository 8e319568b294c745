import Foundation
import JoistKafka
import Rows

/// A record as a line of JSON, which `joist consume --json` writes and `joist produce --json` reads:
///
///     {"headers":[{"key":"reason","value":"late"}],"key":"ann","offset":7,"partition":0,"timestamp":1704067200000,"topic":"in","value":"…"}
///
/// Keys and values are strings. Bytes that are not UTF-8 are base64 in `key_base64` and `value_base64`. A tombstone has
/// `"value":null`.
struct RecordLine {
  var record: KafkaRecord
  /// The partition of the record; nil: determined by its key.
  var partition: Int32?

  private enum Name {
    static let known: Set = [
      "topic", "partition", "offset", "timestamp", "key", "key_base64", "value", "value_base64", "headers",
    ]
    static let ofHeader: Set = ["key", "value", "value_base64"]
  }

  init(_ record: KafkaRecord, partition: Int32? = nil) {
    self.record = record
    self.partition = partition
  }

  // MARK: Writing

  /// The line, without a line feed.
  var json: [UInt8] {
    var fields: [String: Any] = [:]
    if let position = record.position {
      fields["topic"] = position.topic
      fields["partition"] = position.partition
      fields["offset"] = position.offset
    }
    if let timestamp = record.timestamp { fields["timestamp"] = timestamp.milliseconds }
    Self.put(record.key, as: "key", in: &fields)
    Self.put(record.value, as: "value", in: &fields)
    if !record.headers.isEmpty {
      fields["headers"] = record.headers.all.map { header in
        var fields: [String: Any] = ["key": header.name]
        Self.put(header.value, as: "value", in: &fields)
        return fields
      }
    }
    let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { [UInt8]($0) } ?? []
  }

  private static func put(_ bytes: Bytes?, as name: String, in fields: inout [String: Any]) {
    guard let bytes else {
      fields[name] = NSNull()
      return
    }
    let data = bytes.withUnsafeBytes { Data($0) }
    if let text = String(validating: data, as: UTF8.self) {
      fields[name] = text
    } else {
      fields[name + "_base64"] = data.base64EncodedString()
    }
  }

  // MARK: Reading

  /// Why a line is not a record.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  /// Reads a line.
  /// - Throws: ``Mistake``.
  init(json line: [UInt8]) throws {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line)), let fields = object as? [String: Any] else {
      throw Mistake(description: "it is not a JSON object")
    }
    try Self.refuseUnknown(fields, Name.known, "field")
    record = KafkaRecord(
      key: try Self.bytes("key", in: fields, mayBeAbsent: true), value: try Self.bytes("value", in: fields))
    partition = try Self.integer("partition", in: fields).map { number in
      guard let partition = Int32(exactly: number), partition >= 0 else {
        throw Mistake(description: "\"partition\" must be from 0 to \(Int32.max), and is \(number)")
      }
      return partition
    }
    record.timestamp = try Self.integer("timestamp", in: fields).map { Timestamp(milliseconds: $0) }
    record.headers = try Self.headers(fields["headers"])
  }

  private static func refuseUnknown(_ fields: [String: Any], _ known: Set<String>, _ what: String) throws {
    guard let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw Mistake(
      description: "unknown \(what) \"\(unknown)\"; known are \(known.sorted().joined(separator: ", "))")
  }

  private static func bytes(_ name: String, in fields: [String: Any], mayBeAbsent: Bool = false) throws -> Bytes? {
    if let base64 = fields[name + "_base64"] {
      guard fields[name] == nil, let text = base64 as? String, let data = Data(base64Encoded: text) else {
        throw Mistake(description: "\"\(name)_base64\" must be base64, and excludes \"\(name)\"")
      }
      return Bytes([UInt8](data))
    }
    switch fields[name] {
    case nil where mayBeAbsent: return nil
    case nil: throw Mistake(description: "\"\(name)\" is missing; a tombstone has \"\(name)\":null")
    case is NSNull: return nil
    case let text as String: return Bytes(utf8: text)
    default:
      throw Mistake(description: "\"\(name)\" must be a string; write JSON as a string with escaped quotes")
    }
  }

  private static func integer(_ name: String, in fields: [String: Any]) throws -> Int64? {
    switch fields[name] {
    case nil, is NSNull: return nil
    case let number as NSNumber where Int64(exactly: number) != nil: return Int64(exactly: number)
    default: throw Mistake(description: "\"\(name)\" must be an integer")
    }
  }

  /// Reads headers: a list of objects, or one object if the names are unique.
  private static func headers(_ value: Any?) throws -> KafkaHeaders {
    switch value {
    case nil, is NSNull: return [:]
    case let list as [[String: Any]]:
      return KafkaHeaders(
        try list.map { fields in
          try refuseUnknown(fields, Name.ofHeader, "field of a header")
          guard let name = fields["key"] as? String else { throw Mistake(description: "a header has no \"key\"") }
          return .init(name, try bytes("value", in: fields))
        })
    case let object as [String: String]:
      return KafkaHeaders(object.sorted { $0.key < $1.key }.map { .init($0.key, Bytes(utf8: $0.value)) })
    default:
      throw Mistake(description: "\"headers\" must be [{\"key\":…,\"value\":…}, …] or {NAME: TEXT, …}")
    }
  }
}
