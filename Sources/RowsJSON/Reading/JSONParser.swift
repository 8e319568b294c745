internal import CJoistSimdJSON
public import Rows

/// Reads values from JSON documents, and reuses its memory from one document to the next.
///
/// It is not `Sendable`: make one for each loop that reads.
///
/// ```swift
/// let parser = JSONParser()
/// let visit = try parser.decode(Visit.self, from: bytes)
/// ```
///
/// Fields may be in any order. Unknown names are skipped. Optional fields may be missing or null. A duplicate name is
/// refused. A number that fits no type, or a string that is not valid Unicode, is an error only if a field reads it.
public final class JSONParser {
  /// The size in bytes of the largest document after which the memory is kept.
  @inlinable
  static var keptDocumentSize: Int { 4 << 20 }

  /// simdjson's parser, owned by this object; nil before the first document, after a large one, and if memory is short.
  private var parser: OpaquePointer?
  /// The tape of the last document that simdjson refused.
  private(set) var scanned: ScannedDocument?

  /// A parser, which allocates its memory with the first document.
  public init() {}

  deinit { forget() }

  /// Reads a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed or not such a value.
  @inlinable
  public func decode<Value: RowValue>(
    _ type: Value.Type = Value.self, from bytes: UnsafeRawBufferPointer
  ) throws(JSONError) -> Value {
    if let value = readText(type, bytes) { return value }
    var reader = try parse(bytes)
    defer { if bytes.count > Self.keptDocumentSize { forget() } }
    return try Value.read(from: &reader)
  }

  /// Reads a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed or not such a value.
  @inlinable
  public func decode<Value: RowValue>(_ type: Value.Type = Value.self, from bytes: Bytes) throws(JSONError) -> Value {
    try bytes.withUnsafeBytes { (bytes) throws(JSONError) in try decode(type, from: bytes) }
  }

  /// Reads a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed or not such a value.
  public func decode<Value: RowValue>(_ type: Value.Type = Value.self, from text: String) throws(JSONError) -> Value {
    try decode(type, from: Bytes(utf8: text))
  }

  /// Reads one field of a document, and skips all others.
  ///
  /// ```swift
  /// let parser = JSONParser()
  /// let time = try bytes.withUnsafeBytes { try parser.decode(Timestamp.self, at: ["meta", "ordered_at"], from: $0) }
  /// ```
  /// - Parameter path: the names of the objects that contain the field, from the outermost, and its own name.
  /// - Throws: ``JSONError`` if the document is malformed, has no such field, or the field is not such a value.
  public func decode<Value: RowValue>(
    _ type: Value.Type = Value.self, at path: [String], from bytes: UnsafeRawBufferPointer
  ) throws(JSONError) -> Value {
    var reader = try parse(bytes)
    defer { if bytes.count > Self.keptDocumentSize { forget() } }
    for index in path.indices { try reader.enterField(path[...index]) }
    return try Value.read(from: &reader)
  }

  // MARK: Reading without a tape

  /// `now`: the number of documents to parse before ``JSONTextReader`` is tried again. `next`: the number after the
  /// next failure, which grows from 0 to 1, 3, 7 and 15.
  @usableFromInline var documentsToParse = (now: 0, next: 0)

  /// Reads a document with ``JSONTextReader``; nil if that gives up, or is not tried because it gave up on recent
  /// documents.
  @inlinable @inline(__always)
  func readText<Value: RowValue>(_ type: Value.Type, _ bytes: UnsafeRawBufferPointer) -> Value? {
    let (now, next) = documentsToParse
    if now > 0 {
      documentsToParse.now = now &- 1
      return nil
    }
    if let value = JSONTextReader.read(type, from: bytes) {
      if next > 0 { documentsToParse.next = 0 }
      return value
    }
    documentsToParse = (now: next, next: min(2 &* next &+ 1, 15))
    return nil
  }

  // MARK: Parsing

  /// Makes the tape of a document. The reader is valid until the next call.
  @usableFromInline
  func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONReader {
    // SAFETY: simdjson reads `bytes.count` bytes. The tape and strings belong to `parser` until its next document; this
    // object has one reader at a time, which cannot outlive the call of `decode` that made it.
    if parser == nil { parser = joist_simdjson_create(JSONScanner.maximumDepth) }
    if let parser, let start = bytes.baseAddress {
      let document = joist_simdjson_parse(parser, start.assumingMemoryBound(to: UInt8.self), bytes.count)
      if document.is_parsed != 0, let tape = document.tape, let strings = document.strings {
        return JSONReader(tape: tape, strings: strings, text: bytes)
      }
    }
    return try scan(bytes)
  }

  /// Makes the tape of a document that simdjson refuses: it is malformed, or has a value that is an error only if it is
  /// read.
  private func scan(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONReader {
    let document = try ScannedDocument(bytes)
    scanned = document
    return JSONReader(tape: document.tape, strings: document.strings, text: bytes)
  }

  /// Frees the memory of the documents so far.
  @usableFromInline
  func forget() {
    if let parser { joist_simdjson_destroy(parser) }
    parser = nil
    scanned = nil
  }
}
