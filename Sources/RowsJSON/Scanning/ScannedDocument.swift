/// The tape and strings of a document that the slow parser, ``JSONScanner``, has read. It owns their memory.
final class ScannedDocument {
  let tape: UnsafeMutablePointer<UInt64>
  let strings: UnsafeMutablePointer<UInt8>

  // SAFETY: both are allocated in `init`, never changed after it, and freed in `deinit`. `JSONParser` keeps the
  // document while a reader uses it.

  /// Scans a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed.
  init(_ text: UnsafeRawBufferPointer) throws(JSONError) {
    var scanner = JSONScanner(text)
    do throws(JSONScanner.Malformed) {
      try scanner.scan()
    } catch {
      throw JSONError(reason: error.reason, path: scanner.path, offset: error.offset, in: text)
    }
    tape = .allocate(capacity: scanner.tape.count)
    tape.initialize(from: scanner.tape, count: scanner.tape.count)
    strings = .allocate(capacity: max(scanner.strings.count, 1))
    strings.initialize(from: scanner.strings, count: scanner.strings.count)
  }

  deinit {
    tape.deallocate()
    strings.deallocate()
  }
}
