import Foundation
import Testing

@testable import JoistRunner

@Suite struct TerminalResetTests {
  /// Without a look before, the last words would wait for ever for somebody who reads.
  @Test("A terminal that nobody reads does not block the reset") func aTerminalThatNobodyReadsHoldsNothing() {
    let pipe = Pipe()
    let (reading, writing) = (pipe.fileHandleForReading.fileDescriptor, pipe.fileHandleForWriting.fileDescriptor)
    TerminalReset.writeReset(to: writing)
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(reading, &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == PinnedLines.resetSequence)

    let flags = fcntl(writing, F_GETFL)
    _ = fcntl(writing, F_SETFL, flags | O_NONBLOCK)
    while write(writing, &bytes, bytes.count) > 0 {}
    _ = fcntl(writing, F_SETFL, flags)
    TerminalReset.writeReset(to: writing)
  }
}
