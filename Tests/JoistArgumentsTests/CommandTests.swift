import JoistArguments
import Testing

@Suite("Commands") struct CommandTests {
  @Test("Subcommands are found by name and alias", arguments: ["up", "start"]) func subcommands(name: String) throws {
    let command = try #require(try Cluster.Root.parseAsRoot([name, "-k", "--address", "here"]) as? Cluster.Up)
    #expect(command.kafka)
    #expect(command.shared.address == "here")
  }

  @Test("The error for an unknown subcommand suggests the nearest") func unknownSubcommand() {
    let message = message("dwon")
    #expect(
      message.hasPrefix(
        "error: unknown command 'dwon'; did you mean 'cluster down'?\n  detail: the commands are: up, down\n"))
  }

  @Test("A validation error of an option group names the command") func validation() {
    let message = message("up", "--address=")
    #expect(message.hasPrefix("error: the address is empty\nusage: cluster up "))
    #expect(message.hasSuffix("See 'cluster up --help' for more information."))
  }

  @Test("--version prints the version") func version() { #expect(message("--version") == "1.2.3") }

  @Test("The help is shown without a subcommand") func help() throws {
    var command = try Cluster.Root.parseAsRoot([])
    #expect { try command.run() } throws: { Cluster.Root.fullMessage(for: $0).contains("SUBCOMMANDS:") }
  }

  @Test("Exit codes are passed through") func exitCodes() throws {
    var command = try Cluster.Root.parseAsRoot(["down"])
    #expect { try command.run() } throws: { Cluster.Root.exitCode(for: $0) == ExitCode(3) }
  }

  @Test("Other errors are shown with exit code 1") func otherErrors() {
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
