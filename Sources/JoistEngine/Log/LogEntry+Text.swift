import JoistPlan

extension LogEntry: CustomStringConvertible {
  /// The event as one line. Equal events have equal lines in every process.
  public var description: String {
    switch self {
    case .impulse(let stage, let block): "impulse \(stage): \(block.text)"
    case .started(let task): "start \(task.id) \(task.stage) at \(task.inputWatermark): \(task.input.text)"
    case .startedGroups(let task):
      "group \(task.id) \(task.stage): \(task.units.map(\.text).joined(separator: "; "))"
    case .cut(let id, let stage, let done, let undone):
      "cut \(id) \(stage): \(done.map(\.text).joined(separator: " ")) | \(undone.map(\.text).joined(separator: " "))"
    case .settling(let id, let stage, let result): "settle \(id) \(stage): \(result.text)"
    case .committed(let id, let stage, let result): "commit \(id) \(stage): \(result.text)"
    case .grouped(let result):
      "grouped \(result.id) \(result.stage): \(result.answers.map(\.text).joined(separator: " ")) "
        + result.outputs.map(\.text).joined(separator: "; ")
    case .failed(let id, let stage): "fail \(id) \(stage)"
    case .watermarks(let stage, let input, let output): "watermarks \(stage) \(input) \(output)"
    case .gateOpened(let stage, let gate): "gate \(stage) \(gate)"
    case .stop: "stop"
    }
  }
}

extension PendingInput: CustomStringConvertible {
  /// The input as one line. Equal input has equal lines in every process.
  package var description: String {
    let prefix = "\(stage) \(edge.map(\.description) ?? "left") \(isWaiting ? "waits" : "given")"
    return switch content {
    case .elements(let block, let lane): "\(prefix) lane \(lane) \(block.text)"
    case .records(let block): "\(prefix) \(block.text)"
    case .restriction(let restriction, let wait): "\(prefix) \(restriction.text)\(wait.map { " until \($0)" } ?? "")"
    }
  }
}

extension Restriction {
  fileprivate var text: String { "lane \(lane) watermark \(watermark) \(block.text)" }
}

extension BundleInput {
  fileprivate var text: String {
    switch self {
    case .elements(let blocks): blocks.map(\.text).joined(separator: " ")
    case .restrictions(let restrictions): restrictions.map(\.text).joined(separator: ", ")
    case .keyed(let groups): groups.map(\.text).joined(separator: ", ")
    }
  }
}

extension KeyedInput {
  fileprivate var text: String {
    let due = timers.map { timer in
      let address = timer.address
      return "timer \(address.family) \(address.tag) \(address.window.text) \(timer.setting.time) of "
        + address.key.withUnsafeBytes(hexadecimal)
    }
    return "\(keyGroup) \((records.map(\.text) + due).joined(separator: " "))"
  }
}

extension BundleResult {
  fileprivate var text: String {
    let written = outputs.map { output in
      switch output {
      case .elements(let blocks): blocks.map(\.text).joined(separator: " ")
      case .records(let blocks): blocks.map(\.text).joined(separator: " ")
      }
    }
    let left = residuals.map { "left \($0.watermark) \($0.resume) \($0.block.text)" }
    return (written + left).joined(separator: " | ")
  }
}

extension GroupUnit {
  fileprivate var text: String {
    "\(keyGroup) at \(inputWatermark) insert \(insert.map(\.text).joined(separator: " "))"
  }
}

extension LaneOutput {
  fileprivate var text: String { "lane \(lane) \(blocks.map(\.text).joined(separator: " "))" }
}

extension Window {
  fileprivate var text: String { isGlobal ? "global" : "[\(start),\(end))" }
}

extension WindowContext {
  fileprivate var text: String {
    "\(windows.map(\.text).joined()) \(pane.timing) \(pane.index)\(pane.isFirst ? " first" : "")\(pane.isLast ? " last" : "")"
  }
}

extension ElementBlock {
  fileprivate var text: String {
    let elements = (0..<count).map { index in
      let context = contextIndices.map { "#\($0[index])" } ?? ""
      return "\(hexadecimal(self[index]))@\(time(index))\(context)"
    }
    return "{\(contexts.map(\.text).joined(separator: ",")): \(elements.joined(separator: " "))}"
  }
}

extension GroupAnswer {
  fileprivate var text: String {
    "hold \(next.hold ?? EventTime.max) next \(next.nextEventTime ?? EventTime.max) windows \(next.windows) late \(late.count)"
  }
}

extension RecordBlock {
  fileprivate var text: String {
    let parts = segments.map { segment in
      "\(segment.form) \(segment.values) \(segment.elementCount): "
        + hexadecimal(UnsafeRawBufferPointer(start: segment.bytes, count: segment.byteCount))
    }
    return "{\(contexts.map(\.text).joined(separator: ",")) group \(keyGroup) from \(hold): "
      + "\(parts.joined(separator: "; "))}"
  }
}

private func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
  let digits = Array("0123456789abcdef")
  var text = ""
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return text
}
