import Foundation

/// Reads a stream to its end on a thread of its own.
// Sendable: the condition guards both variables.
final class StreamReader: @unchecked Sendable {
  private let condition = NSCondition()
  private var bytes = Data()
  private var isEnded = false

  init(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      while true {
        let data = handle.availableData
        condition.withLock {
          bytes += data
          isEnded = data.isEmpty
          condition.broadcast()
        }
        if data.isEmpty { return }
      }
    }
  }

  /// What has been read.
  var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// Waits until the stream holds a text, or ends.
  func wait(for text: String) {
    condition.withLock {
      while !isEnded && !String(decoding: bytes, as: UTF8.self).contains(text) { condition.wait() }
    }
  }

  /// Waits for the stream's end.
  func waitForEnd() {
    condition.withLock {
      while !isEnded { condition.wait() }
    }
  }
}
