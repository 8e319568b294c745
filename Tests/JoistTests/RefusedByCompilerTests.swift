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

  @Test func elementsWithoutCoder() throws {
    try check(
      """
      import Joist
      struct Bare: Hashable {}
      struct Mapper: DoFn {  // error: type 'Mapper' does not conform to protocol 'DoFn'
        func process(_ element: Int, in context: Context<Bare>) {}
      }
      func build(_ numbers: PCollection<Int>, bare: PCollection<Bare>) {
        _ = numbers.map { _ in Bare() }  // error: instance method 'map(_:_:file:line:)' requires that 'Bare' conform to 'Streamable'
        _ = numbers.map { number in  // error: instance method 'map(_:_:file:line:)' requires that 'Bare' conform to 'Streamable'
          let other = Bare()
          return other
        }
        _ = numbers.flatMap { _ in [Bare()] }  // error: instance method 'flatMap(_:_:file:line:)' requires that 'Bare' conform to 'Streamable'
        _ = numbers.keyed { _ in Bare() }  // error: instance method 'keyed(_:by:file:line:)' requires that 'Bare' conform to 'StreamKey'
        _ = numbers.keyed { Double($0) }  // error: conformance of 'Double' to 'StreamKey' is unavailable: a Double is no key: -0.0 == 0.0 and NaN != NaN
        _ = bare.countPerElement()  // error: referencing instance method 'countPerElement(_:file:line:)' on 'PCollection' requires that 'Bare' conform to 'StreamKey'
      }
      """)
  }

  /// An overload of `map` for such functions, unavailable with a message, would be taken for every function of one expression
  /// without a coder as well, and hide which type lacks one.
  @Test func functionsWithoutResult() throws {
    try check(
      """
      import Joist
      func build(_ numbers: PCollection<Int>) {
        _ = numbers.map { print($0) }  // error: type '()' cannot conform to 'Streamable'
        _ = numbers.map("Show") { number in  // error: type '()' cannot conform to 'Streamable'
          let text = "\\(number)"
          print(text)
        }
      }
      """)
  }

  @Test func whatMustNotLeaveItsThread() throws {
    try check(
      """
      import Joist
      func build(_ numbers: PCollection<Int>) {
        _ = numbers.map { $0 + "\\(numbers)".count }  // error: capture of 'numbers' with non-Sendable type 'PCollection<Int>'
      }
      """)
  }

  @Test func whatMustNotBeSentToAnotherThread() throws {
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

  @Test func aContextThatIsKept() throws {
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
