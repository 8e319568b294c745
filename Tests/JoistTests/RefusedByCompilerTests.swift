import TestSupport
import Testing

/// What pipelines may not say, in the compiler's words.
@Suite(.enabled(if: Compiler.found != nil, "\(Compiler.missing)"))
struct RefusedByCompilerTests {
  private func check(_ source: String) throws {
    let compiler = try #require(Compiler.found)
    let surprises = try compiler.surprises(in: source)
    #expect(surprises.isEmpty, "\(surprises)")
  }

  @Test("Elements without a coder do not compile") func elementsWithoutCoder() throws {
    try check(
      """
      import Joist
      struct Bare: Hashable {}
      struct Mapper: DoFn {  // error: type 'Mapper' does not conform to protocol 'DoFn'
        func process(_ element: Int, in context: Context<Bare>) {}
      }
      func build(_ numbers: PCollection<Int>, bare: PCollection<Bare>) {
        _ = numbers.map { _ in Bare() }  // error: 'map' is unavailable: the closure's result cannot be an element: declare its type with @Row; for effects use log() or a DoFn
        _ = numbers.map { number in  // error: 'map' is unavailable: the closure's result cannot be an element: declare its type with @Row; for effects use log() or a DoFn
          let other = Bare()
          return other
        }
        _ = numbers.flatMap { _ in [Bare()] }  // error: 'flatMap' is unavailable: the closure's results cannot be elements: declare their type with @Row
        _ = numbers.keyed { _ in Bare() }  // error: instance method 'keyed(_:by:file:line:)' requires that 'Bare' conform to 'StreamKey'
        _ = numbers.keyed { Double($0) }  // error: conformance of 'Double' to 'StreamKey' is unavailable: a Double cannot be a key: -0.0 == 0.0 and NaN != NaN
        _ = bare.countPerElement()  // error: referencing instance method 'countPerElement(_:file:line:)' on 'PCollection' requires that 'Bare' conform to 'StreamKey'
      }
      """)
  }

  @Test("Closures without a result, tuples and elements that are not pairs give an error of one line")
  func whatIsNoElement() throws {
    try check(
      """
      import Joist
      @Row struct Visit: Sendable { var page: String }
      func build(_ numbers: PCollection<Int>, _ visits: PCollection<Visit>) {
        _ = numbers.map { print($0) }  // error: 'map' is unavailable: the closure's result cannot be an element: declare its type with @Row; for effects use log() or a DoFn
        _ = numbers.map("Show") { number in  // error: 'map' is unavailable: the closure's result cannot be an element
          let text = "\\(number)"
          print(text)
        }
        _ = numbers.map { ($0, 1) }  // error: 'map' is unavailable: a tuple cannot be an element: write KV(key, value) for a pair, or declare a struct with @Row
        _ = visits.map { ($0.page, 1) }.groupByKey()  // error: 'map' is unavailable: a tuple cannot be an element
        _ = visits.groupByKey()  // error: 'groupByKey' is unavailable: only pairs whose key is a StreamKey can be grouped
        _ = visits.combinePerKey(Sum<Int>())  // error: 'combinePerKey' is unavailable: only pairs whose values the function takes can be combined
        _ = visits.map(\\.pages)  // error: value of type 'Visit' has no member 'pages'
        _ = visits.map { $0.pages }  // error: value of type 'Visit' has no member 'pages'
        _ = visits.group(by: \\.page).aggregate(.sum(\\.bytes)) { $1 }  // error: value of type 'Visit' has no member 'bytes'
        _ = numbers.map { Int("\\($0)") }.map { $0 + 1 }  // error: value of optional type 'Int?' must be unwrapped
      }
      """)
  }

  @Test("Eight steps of key paths, functions and simple closures compile within a second")
  func longChains() throws {
    let compiler = try #require(Compiler.found)
    let surprises = try compiler.surprises(
      in: """
        import Joist
        @Row struct Visit: Sendable { var page: String, bytes: Int, ok: Bool, at: Timestamp }
        @Sendable func parse(_ line: String) -> Visit { Visit(page: line, bytes: 1, ok: true, at: .min) }
        @Sendable func isLocal(_ visit: Visit) -> Bool { visit.page.hasPrefix("/") }
        func build(_ lines: PCollection<String>) {
          _ = lines.map(parse).filter(isLocal).filter(\\.ok).withTimestamps(\\.at)
            .windowed(by: .fixed(.minutes(1))).keyed(by: \\.page).mapValues(\\.bytes).combinePerKey(.sum())
            .filter { $0.value > 10 }.map { "\\($0.key): \\($0.value)" }
          _ = lines.flatMap { $0.split(separator: " ") }.map { $0.lowercased() }
            .filter { !$0.isEmpty }.countPerElement().filter { $0.value > 1 }.mapKeys { $0.uppercased() }
            .map { "\\($0.key): \\($0.value)" }.log()
          _ = lines.map(parse).group(by: \\.page)
            .aggregate(.count(), .count { !$0.ok }, .sum(\\.bytes), .max(\\.at)) { page, visits, errors, bytes, latest in
              "\\(page): \\(visits) visits, \\(errors) errors, \\(bytes) bytes, the last at \\(latest)"
            }
            .filter { $0.count > 3 }.map { $0 + "!" }
        }
        """, secondsForExpression: 1)
    #expect(surprises.isEmpty, "\(surprises)")
  }

  @Test("A collection cannot be captured by a closure") func whatMustNotLeaveItsThread() throws {
    try check(
      """
      import Joist
      func build(_ numbers: PCollection<Int>) {
        _ = numbers.map { $0 + "\\(numbers)".count }  // error: capture of 'numbers' with non-Sendable type 'PCollection<Int>'
      }
      """)
  }

  @Test("Grouped values cannot be sent to another thread") func whatMustNotBeSentToAnotherThread() throws {
    try check(
      """
      import Joist
      func count(_ values: Grouped<Int>) -> @Sendable () -> Int {
        { values.count }  // error: capture of 'values' with non-Sendable type 'Grouped<Int>' in a '@Sendable' closure
      }
      struct Kept: Sendable {
        let values: Grouped<Int>  // error: stored property 'values' of 'Sendable'-conforming struct 'Kept' has non-Sendable type 'Grouped<Int>'
      }
      """)
    try check(
      """
      import Joist
      func build(_ groups: PCollection<KV<String, Grouped<Int>>>) {
        _ = groups.map { group in
          let values = group.value
          Task.detached { print(values.count) }  // error: passing closure as a 'sending' parameter risks causing data races
          return 1
        }
      }
      struct Aside: DoFn {
        func process(_ group: KV<String, Grouped<Int>>, in context: Context<Int>) {
          Task { print(group.value.count) }  // error: passing closure as a 'sending' parameter risks causing data races
        }
      }
      """)
  }

  @Test("A context cannot be stored") func aContextThatIsKept() throws {
    try check(
      """
      import Joist
      struct Keeper: DoFn {
        var kept: Context<Int>  // error: stored property 'kept' of 'Escapable'-conforming struct 'Keeper' has non-Escapable type 'Context<Int>'
        mutating func process(_ element: Int, in context: Context<Int>) { kept = context }
      }
      struct Source {
        let kept: SourceContext<Int>  // error: stored property 'kept' of 'Escapable'-conforming struct 'Source' has non-Escapable type 'SourceContext<Int>'
      }
      func keep(_ context: Context<Int>) {
        _ = [context]  // error: generic struct 'Array' requires that 'Context<Int>' conform to 'Escapable'
      }
      """)
    try check(
      """
      import Joist
      struct Later: DoFn {
        func process(_ element: Int, in context: Context<Int>) {  // error: lifetime-dependent variable 'context' escapes its scope
          let later = { context.emit(1) }
          later()
          Task { context.emit(1) }  // error: passing closure as a 'sending' parameter risks causing data races
        }
      }
      """)
  }
}
