import BeamModel
import JoistPlan
import Rows

extension TestStream {
  /// Reads the script of a test stream.
  /// - Throws: ``PlannerError`` that names the step, if the script or an element cannot be read.
  init(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    guard step.inputs.isEmpty else { throw PlannerError(step: step.name, "a test stream must have no input") }
    let output = try step.onlyOutput()
    let payload = try step.payload(BeamProto.TestStreamPayload.self)
    guard payload.endpoint == nil else {
      throw PlannerError(step: step.name, "it asks a service for its events, which this engine does not support")
    }
    let shape = try draft.shape(ofCollection: output)
    var events: [Event] = []
    for message in payload.events { events.append(try Self.event(message, shape, of: step)) }
    self.init(events: events)
  }

  private static func event(
    _ message: BeamProto.TestStreamPayload.Event, _ shape: CoderShape, of step: DraftStep
  ) throws(PlannerError) -> Event {
    switch message.event {
    case .watermarkEvent(let event)?: return .watermark(event.newWatermark)
    case .processingTimeEvent(let event)?:
      guard event.advanceDuration >= 0 else {
        throw PlannerError(step: step.name, "it moves processing time back by \(-event.advanceDuration) ms")
      }
      return .processingTime(event.advanceDuration)
    case .elementEvent(let event)?: return .elements(try block(event.elements, shape, of: step))
    case nil: throw PlannerError(step: step.name, "one of its events is of no known kind")
    }
  }

  private static func block(
    _ elements: [BeamProto.TestStreamPayload.TimestampedElement], _ shape: CoderShape, of step: DraftStep
  ) throws(PlannerError) -> ElementBlock {
    let builder = ElementBlockBuilder()
    let times = UnsafeMutablePointer<Int64>.allocate(capacity: max(elements.count, 1))
    for (index, element) in elements.enumerated() {
      times[index] = element.timestamp
      let bytes = element.encodedElement.withUnsafeBytes { NestedEncoding.of(Array($0)[...], shape) }
      guard let bytes else {
        times.deallocate()
        throw PlannerError(step: step.name, "an element of it does not fit its coder, \(shape)")
      }
      bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { builder.append(start, count: $0.count) } }
      builder.endElement()
    }
    return builder.takeBlock(times: times, context: .global)
  }
}

/// Turns Beam's outer encoding of an element into its nested encoding.
enum NestedEncoding {
  /// The nested encoding; nil if the bytes do not fit the shape.
  static func of(_ outer: ArraySlice<UInt8>, _ shape: CoderShape) -> [UInt8]? {
    switch shape.layout {
    case .bytes: return varint(outer.count) + outer
    case .keyValue:
      guard let end = end(of: shape.parts[0], in: outer), let value = of(outer[end...], shape.parts[1]) else {
        return nil
      }
      return outer[..<end] + value
    case .nullable:
      guard outer.first == 1 else { return Array(outer) }
      return of(outer.dropFirst(), shape.parts[0]).map { [1] + $0 }
    case .varint, .fixed, .sequence, .lengthPrefixed, .iterable, .opaque: return Array(outer)
    }
  }

  private static func varint(_ number: Int) -> [UInt8] {
    var (bytes, rest) = ([UInt8](), UInt(number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// The index after a part in nested encoding; nil if it does not fit, or if only its coder can tell.
  private static func end(of shape: CoderShape, in bytes: ArraySlice<UInt8>) -> Int? {
    switch shape.layout {
    case .bytes, .lengthPrefixed:
      guard let (length, start) = readVarint(bytes), length <= bytes.endIndex - start else { return nil }
      return start + length
    case .varint: return readVarint(bytes)?.end
    case .fixed(let width): return width <= bytes.count ? bytes.startIndex + width : nil
    case .sequence, .keyValue:
      return shape.parts.reduce(bytes.startIndex) { at, part in at.flatMap { end(of: part, in: bytes[$0...]) } }
    case .nullable:
      guard let first = bytes.first else { return nil }
      return first == 1 ? end(of: shape.parts[0], in: bytes.dropFirst()) : bytes.startIndex + 1
    case .iterable, .opaque: return nil
    }
  }

  private static func readVarint(_ bytes: ArraySlice<UInt8>) -> (value: Int, end: Int)? {
    var value = 0
    for (place, index) in bytes.indices.prefix(9).enumerated() {
      value |= Int(bytes[index] & 0x7F) << (7 * place)
      if bytes[index] < 0x80 { return (value, index + 1) }
    }
    return nil
  }
}
