import BeamModel
import Rows
import Testing

/// Which fields share the memory of the input.
@Suite struct MemoryTests {
  private func addresses(_ bytes: Bytes) -> Range<UInt> {
    bytes.withUnsafeBytes { memory in
      let start = UInt(bitPattern: memory.baseAddress)
      return start..<start + UInt(memory.count)
    }
  }

  private func elements(_ count: Int) -> Bytes {
    let data = FnProto.Elements.Data.with { $0.data = Bytes(repeatElement(7, count: count)) }
    return FnProto.Elements.with { $0.data = [data] }.serializedBytes()
  }

  @Test("Large bytes fields share the memory of the input") func sharing() throws {
    let input = elements(256)
    let data = try FnProto.Elements(serializedBytes: input).data[0].data
    #expect(addresses(input).contains(addresses(data).lowerBound))
    #expect(data == Bytes(repeatElement(7, count: 256)))
  }

  @Test("Small bytes fields are copies, so that they do not keep the input alive") func copying() throws {
    let input = elements(255)
    let data = try FnProto.Elements(serializedBytes: input).data[0].data
    #expect(!addresses(input).contains(addresses(data).lowerBound))
    #expect(data == Bytes(repeatElement(7, count: 255)))
  }

  @Test("Bytes fields of borrowed memory are copies") func borrowedMemory() throws {
    let input = elements(1000)
    let data = try input.withUnsafeBytes { memory in try FnProto.Elements(serializedBytes: memory).data[0].data }
    #expect(!addresses(input).contains(addresses(data).lowerBound))
    #expect(data == Bytes(repeatElement(7, count: 1000)))
  }

  /// Bytes from 16 KiB on are put into the result at its end only; small and large ones alternate here.
  @Test("Large bytes fields are written in the right position", arguments: [16_383, 16_384, 100_000])
  func largeFields(_ size: Int) throws {
    let elements = FnProto.Elements.with {
      for number in 0..<5 {
        $0.data.append(
          .with {
            $0.instructionID = "instruction \(number)"
            $0.data = Bytes(repeatElement(UInt8(number), count: number % 2 == 0 ? size : 10))
            $0.isLast = true
          })
      }
    }
    #expect(try FnProto.Elements(serializedBytes: elements.serializedBytes()) == elements)
  }
}
