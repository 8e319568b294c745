import Joist
import JoistTesting
import Testing

/// A failure after a grouping is known by key, window and pane; after any other cut by what the element holds.
@Suite struct GroupOriginTests {
  @Row struct Name: Sendable, Hashable, StreamKey { var first: String }

  @Test("The origin of a group is its key and window") func groupsAreKeyAndWindow() throws {
    for options in Runs.options {
      let failures = try testPipeline(options) { pipeline in
        let pairs = pipeline.create(0..<2000).withTimestamps { Timestamp(milliseconds: Int64($0)) }
          .windowed(by: .fixed(.seconds(1))).map { KV("user-\($0 % 2)", $0) }
        let lists = pairs.groupByKey().tryMap("Lists") { _ -> Int in throw Refused() }.failures
        let sums = pairs.combinePerKey(.sum()).tryMap("Sums") { _ -> Int in throw Refused() }.failures
        return lists.map { $0.id }.flattened(with: sums.map { $0.id })
      }.elements
      let windows = [
        "[1970-01-01T00:00:00.000Z, 1970-01-01T00:00:01.000Z)", "[1970-01-01T00:00:01.000Z, 1970-01-01T00:00:02.000Z)",
      ]
      let expected = ["Lists", "Sums"].flatMap { step in
        (0..<2).flatMap { user in windows.map { "\(step) at \"user-\(user)\" in \($0)" } }
      }
      #expect(failures.sorted() == expected.sorted())
    }
  }

  @Test("Late panes have their own IDs") func latePanesHaveIdsOfTheirOwn() throws {
    let ids = try testPipeline { pipeline in
      let windowed = pipeline.create([1]).parDo(
        // On time, then late, twice.
        OnTimeAndLate([([1], 1500), ([1], 1500), ([1], 1500)])
      )
      .windowed(by: .fixed(.seconds(1)), allowedLateness: .seconds(2), accumulation: .discarding).map { KV(7, $0) }
      return windowed.groupByKey().map { $0.value.reduce(0, +) }.refused().map { $0.origin }
        .flattened(
          with: windowed.combinePerKey(.sum()).tryMap("Sums") { _ -> Int in throw Refused() }.failures.map { $0.origin }
        )
    }.elements
    let window = "7 in [1970-01-01T00:00:00.000Z, 1970-01-01T00:00:01.000Z)"
    #expect(
      ids.sorted() == [window, window, window + " pane 1", window + " pane 1", window + " pane 2", window + " pane 2"])
  }

  @Test("Different keys have different texts") func keysAreWordedSoThatNoTwoAreTheSame() throws {
    func origins<Key: StreamKey & Sendable>(_ keys: [Key]) throws -> [String] {
      try testPipeline { pipeline in
        pipeline.create(keys.map { KV($0, 1) }).combinePerKey(.sum()).refused()
      }.elements.map(\.origin).sorted()
    }
    let long = String(repeating: "k", count: 300)
    let texts = try origins(["a", "", "1", "a\"\n\\n", long + "1", long + "2"])
    #expect(Set(texts).count == 6)
    #expect(Set(texts).isSuperset(of: [#""a""#, #""""#, #""1""#, #""a\"\n\\n""#]))
    #expect(texts.allSatisfy { $0.utf8.count < 230 })
    #expect(try origins([1, -5]) == ["-5", "1"])
    #expect(try origins([Bytes([0xFF, 0x0A])]) == ["0x02ff0a"])
    // The same text to Swift, but not the same bytes.
    #expect(Set(try origins(["\u{E9}", "e\u{301}", "\u{2126}", "\u{3A9}"])).count == 4)
    let names = try origins([Name(first: "ann"), Name(first: "bob"), Name(first: long)])
    #expect(Set(names).count == 3 && names.allSatisfy { $0.hasPrefix("0x") && $0.utf8.count < 230 })
  }

  @Test("Elements after a reshuffle are identified by their contents")
  func elementsBehindAReshuffleAreKnownByWhatTheyHold() throws {
    var known: [String]?
    for options in Runs.options {
      let failures = try testPipeline(options) { pipeline in
        pipeline.create([1, 2, 3, 3]).withTimestamps { Timestamp(milliseconds: Int64($0) * 1000) }
          .windowed(by: .fixed(.seconds(1))).reshuffle().flatMap { [$0, $0] }.refused()
      }.elements
      let origins = failures.map(\.origin).sorted()
      #expect(Set(origins).count == 6 && origins.count == 8)
      #expect(
        failures.filter { $0.element == 2 }.allSatisfy {
          $0.origin.dropFirst(16).hasPrefix(
            " at 1970-01-01T00:00:02.000Z in [1970-01-01T00:00:02.000Z, 1970-01-01T00:00:03.000Z)[")
        })
      #expect(known ?? origins == origins)
      known = origins
    }
  }

  /// Gives back at the end of a bundle what it was given.
  struct Hold: DoFn {
    var held: [Int] = []
    mutating func startBundle() { held = [] }
    mutating func process(_ element: Int, in context: Context<Int>) { held.append(element) }
    mutating func finishBundle(in context: Context<Int>) {
      for element in held { context.emit(element, at: Timestamp(milliseconds: Int64(element))) }
    }
  }

  @Test("Elements that were held back are identified by their contents") func whatIsHeldBackIsKnownByWhatItHolds()
    throws
  {
    var known: [String]?
    for options in Runs.options {
      let origins = try testPipeline(options) { $0.create([4, 5, 6, 7]).parDo(Hold()).main.refused() }.elements.map(
        \.origin
      )
      .sorted()
      #expect(Set(origins).count == 4 && known ?? origins == origins)
      known = origins
    }
  }

  @Test("The coder keeps the whole origin") func theCoderKeepsAll() throws {
    let failure = Failure(
      element: "x", reason: "no number", step: "Parse", origin: "numbers@17", timestamp: Timestamp(milliseconds: 5))
    #expect(try Bytes.encoded(failure).decode(Failure<String>.self) == failure)
    #expect(failure.id == "Parse at numbers@17")
  }
}
