public import Beam
import RowsJSON
import Synchronization

/// Returns a function that extracts a record's time from one field of a JSON document, for `KafkaSource(eventTime:)` and
/// `withEventTime`.
///
/// ```swift
/// KafkaSource(topic: "orders", eventTime: jsonTime("ordered_at"))
/// KafkaSource(topic: "orders", eventTime: jsonTime("meta", "at"))    // {"meta":{"at":"2024-05-05T13:02:21Z"}}
/// ```
/// The field holds text in ISO 8601, or milliseconds since 1970. All other fields are skipped, so that a record has its time even if they
/// are bad.
///
/// If the document is malformed or has no such time, the function throws, and the record has no event time.
/// - Parameters:
///   - name: the name of the field, or of the outermost object that contains it.
///   - inner: the names of further objects, and of the field.
public func jsonTime<Payload: PayloadCarrying & SendableMetatype>(
  _ name: String, _ inner: String...
) -> @Sendable (Payload) throws -> Timestamp {
  let path = [name] + inner
  return parsing { (parser, bytes) throws(JSONError) in try parser.decode(Timestamp.self, at: path, from: bytes) }
}

/// Returns a function that computes a record's time from a JSON document, for `KafkaSource(eventTime:)` and `withEventTime`.
///
/// ```swift
/// KafkaSource(topic: "orders", eventTime: jsonTime(in: Visit.self) { Timestamp(milliseconds: $0.eventTS * 1_000) })
/// ```
/// Declare only the fields that the time needs: a record whose fields do not fit has no event time.
/// - Parameters:
///   - type: the type of the document.
///   - time: returns the time of a document. If it throws, or if the document cannot be parsed, the record has no event time.
public func jsonTime<Document: RowValue, Payload: PayloadCarrying & SendableMetatype>(
  in type: Document.Type, _ time: @escaping @Sendable (Document) throws -> Timestamp
) -> @Sendable (Payload) throws -> Timestamp {
  parsing { parser, bytes in try time(try parser.decode(Document.self, from: bytes)) }
}

/// Returns a function that reads payloads with parsers of its own.
private func parsing<Payload: PayloadCarrying & SendableMetatype>(
  _ read: @escaping @Sendable (JSONParser, UnsafeRawBufferPointer) throws -> Timestamp
) -> @Sendable (Payload) throws -> Timestamp {
  let parsers = ParserPool()
  return { payload in
    try parsers.withParser { parser in try payload.withPayload { bytes in try read(parser, bytes) } }
  }
}

/// A pool of parsers for any number of threads.
private final class ParserPool: Sendable {
  /// A parser that no thread uses.
  // SAFETY: the pool hands each parser to one thread at a time, and its mutex orders them.
  private struct Idle: @unchecked Sendable { let parser: JSONParser }

  private let idle = Mutex<[Idle]>([])

  func withParser<Result>(_ body: (JSONParser) throws -> Result) rethrows -> Result {
    let parser = idle.withLock { $0.popLast() }?.parser ?? JSONParser()
    defer { idle.withLock { $0.append(Idle(parser: parser)) } }
    return try body(parser)
  }
}
