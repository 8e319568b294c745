import JoistArguments
import Testing

/// A value that the machine knows.
private struct Brokers: ExpressibleByArgument, Equatable {
  struct NoCluster: Error, CustomStringConvertible { let description = "no cluster runs; start one with 'joist up'" }
  var address: String
  init?(argument: String) { address = argument }
  static func argumentWhenAbsent() throws -> String? { "localhost:9092" }
  static var absenceDescription: String? { "those of 'joist up'" }
}

private struct Read: ParsableArguments {
  @Option(help: "Kafka bootstrap servers.") var brokers: Brokers
  @Argument var topic: String
}

private struct Missing: ParsableArguments {
  struct Value: ExpressibleByArgument, Equatable {
    init?(argument: String) {}
    static func argumentWhenAbsent() throws -> String? { throw Brokers.NoCluster() }
  }
  @Option var brokers: Value
}

private struct Optionals: ParsableArguments {
  @Option var brokers: Brokers?
  @Option var missing: Missing.Value?
}

@Suite("Values that the machine knows") struct AbsentArgumentTests {
  @Test("A missing value is found on the machine, and added to the resolved arguments") func resolved() throws {
    let (parsed, arguments) = try Read.parseResolved(["visits"])
    #expect(parsed.brokers.address == "localhost:9092")
    #expect(arguments == ["--brokers=localhost:9092", "visits"])
    let again = try Read.parseResolved(arguments)
    #expect(again.parsed.brokers == parsed.brokers)
    #expect(again.arguments == arguments)
  }

  @Test("A given value is not looked up on the machine") func given() throws {
    #expect(try Read.parseResolved(["--brokers", "there", "visits"]).arguments == ["--brokers", "there", "visits"])
  }

  @Test("The help describes the value, and does not require it") func help() {
    #expect(Read.helpMessage(columns: 100).contains("Kafka bootstrap servers. (default: those of 'joist up')"))
    #expect(Read.helpMessage(columns: 80).contains("USAGE: read [--brokers <brokers>] <topic>"))
  }

  @Test("The error of the type is shown") func failure() {
    let message = refusal(Missing.self)
    #expect(
      message.contains("error: missing '--brokers <brokers>'\n  detail: no cluster runs; start one with 'joist up'"))
  }

  @Test("Optional properties use the value too") func optionals() throws {
    let (parsed, arguments) = try Optionals.parseResolved([])
    #expect(parsed.brokers?.address == "localhost:9092")
    #expect(parsed.missing == nil)
    #expect(arguments == ["--brokers=localhost:9092"])
    #expect(try Optionals.parse(["--brokers", "there"]).brokers?.address == "there")
    #expect(Optionals.helpMessage(columns: 100).contains("(default: those of 'joist up')"))
  }
}
