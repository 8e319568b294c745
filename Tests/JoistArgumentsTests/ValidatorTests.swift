import Testing

@testable import JoistArguments

private func mistake(_ type: any ParsableArguments.Type) -> String? {
  do {
    try DeclarationValidation.check(CommandPath(root: type))
    return nil
  } catch {
    return (error as? DeclarationMistake)?.message
  }
}

@Suite("Mistakes in declarations") struct ValidatorTests {
  @Test func soundDeclarationsPass() {
    #expect(mistake(WordCount.self) == nil)
    #expect(mistake(Cluster.Root.self) == nil)
    #expect(mistake(Cluster.Up.self) == nil)
  }

  @Test func twoOfOneName() {
    struct Twice: ParsableArguments {
      @Option(name: .customLong("job_name")) var one = 1
      @OptionGroup var group: Group
      struct Group: ParsableArguments { @Option var jobName = 2 }
    }
    #expect(mistake(Twice.self) == "'one' and 'group.jobName' are both called '--job-name'; give one another name")
  }

  @Test func namesThatCouldNeverBeGiven() {
    struct Nameless: ParsableArguments { @Option(name: []) var one = 1 }
    struct Dashed: ParsableArguments { @Flag(name: .customLong("--one")) var one = false }
    #expect(mistake(Nameless.self) == "'one' has no name, so it could never be given")
    #expect(mistake(Dashed.self)?.hasPrefix("'one' is called '--one'") == true)
  }

  @Test func namesThatAreTaken() {
    struct Helped: ParsableArguments { @Flag var help = false }
    #expect(mistake(Helped.self) == "'help' is called '--help', which every command understands")
  }

  @Test func argumentsThatCannotBeToldApart() {
    struct AfterArray: ParsableArguments {
      @Argument var files: [String] = []
      @Argument var last: String?
    }
    struct AfterOptional: ParsableArguments {
      @Argument var first: String?
      @Argument var last: String
    }
    #expect(mistake(AfterArray.self)?.contains("put the array last") == true)
    #expect(mistake(AfterOptional.self)?.contains("swap them") == true)
  }

  @Test func subcommandsOfOneName() {
    struct Root: ParsableCommand {
      static var configuration: CommandConfiguration { CommandConfiguration(subcommands: [Run.self, Start.self]) }
    }
    struct Run: ParsableCommand {}
    struct Start: ParsableCommand {
      static var configuration: CommandConfiguration { CommandConfiguration(aliases: ["run"]) }
    }
    #expect(mistake(Root.self) == "'root' has two subcommands called 'run'")
  }

  @Test func optionsThatNoSubcommandCouldRead() {
    struct Root: ParsableCommand {
      static var configuration: CommandConfiguration { CommandConfiguration(subcommands: [Cluster.Up.self]) }
      @Flag var loud = false
    }
    #expect(mistake(Root.self)?.contains("@OptionGroup") == true)
  }

  @Test func aMistakeFailsEveryRun() {
    struct Nameless: ParsableArguments { @Option(name: []) var one = 1 }
    #expect(refusal(Nameless.self).contains("this program declares its options wrongly: 'one' has no name"))
  }

  @Test func otherDecodersAreRefused() throws {
    struct Loose: ParsableArguments {
      @Option var one = 1
      enum CodingKeys: CodingKey {}
    }
    #expect(refusal(Loose.self, "--one", "2").contains("'one' is not among its CodingKeys"))
  }
}
