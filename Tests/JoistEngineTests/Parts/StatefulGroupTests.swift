import JoistPlan
import Testing

@testable import JoistEngine

/// The state and timers of a key group.
@Suite struct StatefulGroupTests {
  private let window = Window(start: 0, end: 10)
  private let cell = StateCell.prefix(Window(start: 0, end: 10), state: "s") + [0]
  private let key: [UInt8] = [1, 2]

  private func group(lateness: Int64 = 0, hasExpiration: Bool = false) -> StatefulGroup {
    var families = [
      Stateful.TimerFamily(name: "event", domain: .eventTime),
      Stateful.TimerFamily(name: "processing", domain: .processingTime),
    ]
    if hasExpiration { families.append(Stateful.TimerFamily(name: "zexpiry", domain: .eventTime)) }
    return StatefulGroup(
      keyGroup: 0,
      stage: Stateful(
        states: ["s"], timers: families, expiration: hasExpiration ? 2 : nil, allowedLateness: lateness), seed: 1)
  }

  /// Runs a bundle that writes a cell of some keys in the window.
  private func write(_ keys: [[UInt8]], in group: StatefulGroup) throws -> KeyGroupAnswer {
    _ = group.begin(at: 0, now: 0)
    try group.prepare()
    for key in keys {
      try group.enter(window, key: key.span)
      try group.write([7], to: cell, of: key.span)
    }
    try group.finish(isComplete: true)
    return group.commit()
  }

  @Test("State is removed when its window expires, at the end plus the lateness", arguments: [0, 5])
  func expiry(lateness: Int64) throws {
    let group = group(lateness: lateness)
    let answer = try write([key], in: group)
    #expect(answer.nextEventTime == 9 + lateness + 1)
    #expect(answer.windows == 1)
    for (watermark, isThere) in [(9 + lateness, true), (10 + lateness, false)] {
      #expect(group.begin(at: watermark, now: 0).isEmpty)
      try group.prepare()
      try group.finish(isComplete: true)
      #expect(group.commit().windows == (isThere ? 1 : 0))
      try group.prepare()
      #expect(try group.read(cell.span, of: key.span) == (isThere ? [7] : nil))
    }
  }

  @Test("Keys whose expiration has been called leave the window, in whatever order they were called")
  func expirationInParts() throws {
    let group = group(hasExpiration: true)
    let keys: [[UInt8]] = [[1], [2], [3], [4]]
    #expect(try write(keys, in: group).hold == 9)
    #expect(group.begin(at: 10, now: 0).map(\.address.key) == keys)
    try group.prepare()
    try group.expire([[3]], of: window)
    try group.expire([[1]], of: window)
    try group.finish(isComplete: false)
    #expect(group.commit().windows == 1)
    #expect(group.begin(at: 10, now: 0).map(\.address.key) == [[2], [4]])
    try group.prepare()
    try group.expire([[2], [4]], of: window)
    try group.finish(isComplete: true)
    let answer = group.commit()
    #expect(answer.windows == 0 && answer.hold == nil && answer.nextEventTime == nil)
    try group.prepare()
    for key in keys { #expect(try group.read(cell.span, of: key.span) == nil) }
  }

  @Test("A failed bundle leaves state, timers and windows as they were") func undo() throws {
    let group = group()
    let address = TimerAddress(family: 0, tag: "", window: window, key: key)
    _ = try write([key], in: group)
    _ = group.begin(at: 0, now: 0)
    try group.prepare()
    group.update([TimerUpdate(address: address, setting: TimerSetting(time: 5, hold: 5))])
    try group.finish(isComplete: true)
    let before = group.commit()
    _ = group.begin(at: 0, now: 0)
    try group.prepare()
    try group.write([8], to: cell, of: key.span)
    try group.enter(Window(start: 10, end: 20), key: key.span)
    group.update([
      TimerUpdate(address: address, setting: TimerSetting(time: 3, hold: 3)),
      TimerUpdate(address: address, setting: nil),
    ])
    group.undo()
    #expect(group.begin(at: 6, now: 0).map(\.setting) == [TimerSetting(time: 5, hold: 5)])
    try group.prepare()
    #expect(try group.read(cell.span, of: key.span) == [7])
    try group.finish(isComplete: false)
    let after = group.commit()
    #expect(after.windows == before.windows && after.hold == before.hold && after.nextEventTime == before.nextEventTime)
  }

  @Test("A timer of processing time is dropped with its window, and holds nothing then") func processingTime() throws {
    let group = group()
    _ = try write([key], in: group)
    _ = group.begin(at: 0, now: 0)
    try group.prepare()
    group.update([
      TimerUpdate(
        address: TimerAddress(family: 1, tag: "", window: window, key: key), setting: TimerSetting(time: 1000, hold: 2))
    ])
    try group.finish(isComplete: true)
    let answer = group.commit()
    #expect(answer.hold == 2 && answer.nextProcessingTime == 1000 && answer.nextEventTime == 10)
    #expect(group.begin(at: 10, now: 5).isEmpty)
    try group.prepare()
    try group.finish(isComplete: true)
    let after = group.commit()
    #expect(after.hold == nil && after.nextProcessingTime == .max)
  }

  @Test("Memory that bundles have freed is given back without another bundle") func trim() throws {
    let group = group()
    let keys = (0..<200).map { [UInt8($0), 0] }
    _ = try write(keys, in: group)
    _ = group.begin(at: 0, now: 0)
    try group.prepare()
    for key in keys { try group.remove(cell, of: key.span) }
    try group.finish(isComplete: true)
    let answer = group.commit()
    #expect(answer.memory.spare > 0)
    let trimmed = group.trim()
    #expect(trimmed.spare == 0)
    #expect(trimmed.tables < answer.memory.tables + answer.memory.spare)
  }
}
