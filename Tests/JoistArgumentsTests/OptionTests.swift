import JoistArguments
import Testing

@Suite("Options") struct OptionTests {
  @Test("Options that are not given have their defaults") func defaults() throws {
    let program = try WordCount.parse([])
    #expect(program.input == "README.md")
    #expect(program.output == nil)
    #expect(program.mode == .streaming)
    #expect(program.users == 5)
    #expect(program.topic.isEmpty)
    #expect(program.notAnOption == 7)
    #expect(WordCount().input == "README.md")
  }

  @Test(
    "Values follow a name or are attached to it, and the last one wins",
    arguments: [
      ["--input", "a"], ["--input=a"], ["--input", "b", "--input", "a"], ["--input=b", "--input", "a"],
    ])
  func valueForms(arguments: [String]) throws {
    #expect(try WordCount.parse(arguments).input == "a")
  }

  @Test("Attached values may be empty or contain an equals sign") func attachedValues() throws {
    #expect(try WordCount.parse(["--input="]).input == "")
    #expect(try WordCount.parse(["--input=a=b"]).input == "a=b")
  }

  @Test(
    "Names may be spelled with underscores, as in Beam",
    arguments: ["--num-users", "--num_users", "--job-name", "--job_name"])
  func underscores(name: String) throws {
    let program = try WordCount.parse([name, "8"])
    #expect(program.users == 8 || program.jobName == "8")
  }

  @Test(
    "Short names take values in every form",
    arguments: [["-o", "x"], ["-ox"], ["-o=x"], ["--output", "x"], ["-vo", "x"], ["-vox"]])
  func shortNames(arguments: [String]) throws {
    #expect(try WordCount.parse(arguments).output == "x")
  }

  @Test("Enumerations and numbers are read") func types() throws {
    let program = try WordCount.parse(["--mode", "batch", "--rate", "-0.5"])
    #expect(program.mode == .batch)
    #expect(program.rate == -0.5)
  }

  @Test("Repeated options make arrays") func arrays() throws {
    #expect(try WordCount.parse(["--topic", "a", "--topic=b"]).topic == ["a", "b"])
    #expect(try WordCount.parse(["--ports", "1", "2", "--verbose"]).ports == [1, 2])
  }

  @Test("Words after -- are values") func terminator() throws {
    let program = try WordCount.parse(["x", "--", "--input", "-y"])
    #expect(program.files == ["x", "--input", "-y"])
    #expect(program.input == "README.md")
  }

  @Test("Options can be captured by concurrent closures") func sendable() throws {
    let program = try WordCount.parse(["--num-users", "3"])
    var copy = program
    copy.users = 4
    let closure: @Sendable () -> Int = { [program] in program.users }
    #expect(closure() == 3)
    #expect(copy.users == 4)
  }
}

struct Transformed: ParsableArguments {
  struct Odd: Error, CustomStringConvertible { var description: String { "it must be even" } }
  static let even: @Sendable (String) throws -> Int = {
    guard let number = Int($0), number % 2 == 0 else { throw Odd() }
    return number
  }
  @Option(transform: Self.even) var required: Int
  @Option(transform: Self.even) var optional: Int?
  @Option(transform: Self.even) var several: [Int] = [2]
  @Option(transform: Self.even) var standard = 8
}

@Suite("Options read by a function") struct TransformTests {
  @Test("The function makes the value") func values() throws {
    let program = try Transformed.parse(["--required", "4", "--several", "6", "--several", "8"])
    #expect(program.required == 4)
    #expect(program.optional == nil)
    #expect(program.several == [6, 8])
    #expect(program.standard == 8)
    #expect(try Transformed.parse(["--required=4", "--optional=2"]).optional == 2)
    #expect(try Transformed.parse(["--required=4"]).several == [2])
  }

  @Test("The error of the function is shown") func errors() {
    let message = refusal(Transformed.self, "--required", "3")
    #expect(message.contains("error: the value '3' is not valid for '--required <required>'"))
    #expect(message.contains("detail: it must be even"))
  }
}
