#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The elements of a part that take several lines, because they hold line feeds: a cut must not fall into one.
///
/// They stand in a file beside the part, where there are any: for each its first byte and the one after its last, eight bytes
/// each, in order.
struct LongElements {
  private static let recordSize = 16

  private let file: OpenFile
  private let count: Int64

  /// Opens the file; nil where the part has no such elements.
  /// - Throws: `FileError` where it cannot be read.
  init?(ofPart part: FilePath) throws {
    let path = Self.path(ofPart: part)
    guard try FileStatus.of(path) != nil else { return nil }
    file = try OpenFile(path, for: .reading)
    count = try file.status().size / Int64(Self.recordSize)
  }

  /// The nearest place, from one between two lines on, that is between two elements.
  /// - Throws: `FileError`.
  func cut(at place: Int64) throws -> Int64 {
    // The last element that begins before the place is the one that could go beyond it.
    var (low, high) = (Int64(0), count)
    while low < high {
      let middle = (low + high) / 2
      if try element(middle).lowerBound < place { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? place : max(place, try element(low - 1).upperBound)
  }

  private func element(_ number: Int64) throws -> Range<Int64> {
    try withUnsafeTemporaryAllocation(byteCount: Self.recordSize, alignment: 8) { record in
      guard try file.read(into: record, at: number * Int64(Self.recordSize)) == Self.recordSize else {
        throw FileError(file.path, "has become shorter")
      }
      return record.load(as: Int64.self)..<record.load(fromByteOffset: 8, as: Int64.self)
    }
  }

  private static func path(ofPart part: FilePath) -> FilePath { FilePath(part.bytes + Array(".long".utf8)) }

  /// Notes such elements while a part is written.
  final class Writer {
    private let path: FilePath
    private var file: OpenFile?
    private var position: Int64 = 0
    private var records: [Int64] = []

    /// Records that are written at a time.
    private static let most = 1024

    init(ofPart part: FilePath) { path = LongElements.path(ofPart: part) }

    /// Is told of each element before it is written with a line feed after it.
    func pass(_ element: Span<UInt8>) throws {
      let end = position + Int64(element.count) + 1
      let isLong = element.withUnsafeBytes { bytes in
        bytes.baseAddress.map { memchr($0, Int32(UInt8(ascii: "\n")), bytes.count) != nil } ?? false
      }
      if isLong {
        records += [position, end]
        if records.count >= 2 * Self.most { try flush() }
      }
      position = end
    }

    /// Writes what is still in memory.
    func finish() throws { try flush() }

    /// Removes the file.
    func discard() { Folder.removeFile(path) }

    private func flush() throws {
      if records.isEmpty { return }
      let file = try self.file ?? OpenFile(path, for: .writing)
      self.file = file
      try records.withUnsafeBytes { try file.write($0) }
      records.removeAll(keepingCapacity: true)
    }
  }
}
