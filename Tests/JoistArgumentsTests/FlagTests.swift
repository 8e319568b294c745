import JoistArguments
import Testing

struct Flags: ParsableArguments {
  enum Size: EnumerableFlag {
    case small, veryLarge
    static func name(for value: Size) -> NameSpecification { value == .small ? .shortAndLong : .long }
  }
  @Flag var size = Size.small
  @Flag var extras: [Extra] = []
  @Flag(inversion: .prefixedEnableDisable) var index: Bool?
  @Flag(inversion: .prefixedNo) var color: Bool
  enum Extra: EnumerableFlag { case salt, pepper }
}

@Suite("Flags") struct FlagTests {
  @Test("A flag is true if it is given") func given() throws {
    #expect(try !WordCount.parse([]).verbose)
    #expect(try WordCount.parse(["--verbose"]).verbose)
    let both = try WordCount.parse(["-vq"])
    #expect(both.verbose && both.quiet)
  }

  @Test("Inverted flags are read, and the last one wins") func inversion() throws {
    #expect(try WordCount.parse([]).confirm)
    #expect(try !WordCount.parse(["--no-confirm"]).confirm)
    #expect(try WordCount.parse(["--no-confirm", "--confirm"]).confirm)
    #expect(try Flags.parse(["--color"]).index == nil)
    #expect(try Flags.parse(["--color", "--disable-index"]).index == false)
  }

  @Test("Counters count their occurrences") func counting() throws {
    #expect(try WordCount.parse(["--loud", "--loud"]).loudness == 2)
  }

  @Test("Cases of an enumeration are flags") func cases() throws {
    #expect(try Flags.parse(["--no-color"]).size == .small)
    #expect(try Flags.parse(["--no-color", "--very-large"]).size == .veryLarge)
    #expect(try Flags.parse(["--no-color", "--salt", "--pepper", "--salt"]).extras == [.salt, .pepper, .salt])
  }

  @Test("Conflicting, missing and unknown flags are refused") func refusals() {
    #expect(refusal(Flags.self, "--color", "-s", "--very-large").contains("'--very-large' cannot be given together"))
    #expect(refusal(Flags.self).contains("missing one of '--color', '--no-color'"))
    #expect(refusal(WordCount.self, "--verbose=yes").contains("'--verbose' takes no value"))
  }
}
