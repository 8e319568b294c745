import JoistArguments
import Testing

@Suite("Commands") struct CommandTests {
  @Test(arguments: ["up", "start"]) func subcommandsByNameAndAlias(name: String) throws {
    let command = try #require(try Cluster.Root.parseAsRoot([name, "-k", "--address", "here"]) as? Cluster.Up)
    #expect(command.kafka)
    #expect(command.shared.address == "here")
  }

  @Test func unknownSubcommandSuggestsTheNearest() {
    let message = message("dwon")
    #expect(message.contains("error: unknown command 'dwon'\n  detail: the commands are: up, down"))
    #expect(message.contains("hint: did you mean 'cluster down'?"))
  }

  @Test func validationOfAGroupNamesTheCommand() {
    let message = message("up", "--address=")
    #expect(message.hasPrefix("error: the address is empty\nusage: cluster up "))
    #expect(message.hasSuffix("See 'cluster up --help' for more information."))
  }

  @Test func versionIsPrinted() { #expect(message("--version") == "1.2.3") }

  @Test func withoutASubcommandTheHelpIsShown() throws {
    var command = try Cluster.Root.parseAsRoot([])
    #expect { try command.run() } throws: { Cluster.Root.fullMessage(for: $0).contains("SUBCOMMANDS:") }
  }

  @Test func exitCodesPassThrough() throws {
    var command = try Cluster.Root.parseAsRoot(["down"])
    #expect { try command.run() } throws: { Cluster.Root.exitCode(for: $0) == ExitCode(3) }
  }

  @Test func otherErrorsAreAMessageAndOne() {
    struct Broken: Error, CustomStringConvertible { let description = "no broker at localhost:9092" }
    #expect(Cluster.Root.fullMessage(for: Broken()) == "error: no broker at localhost:9092")
    #expect(Cluster.Root.exitCode(for: Broken()) == .failure)
    #expect(Cluster.Root.fullMessage(for: ExitCode(4)).isEmpty)
    #expect(Cluster.Root.fullMessage(for: CleanExit.message("done")) == "done")
  }

  private func message(_ arguments: String...) -> String {
    do {
      _ = try Cluster.Root.parseAsRoot(arguments)
      return ""
    } catch {
      return Cluster.Root.fullMessage(for: error)
    }
  }
}
