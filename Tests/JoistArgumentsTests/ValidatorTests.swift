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
  @Test("Valid declarations are accepted") func valid() {
    #expect(mistake(WordCount.self) == nil)
    #expect(mistake(Cluster.Root.self) == nil)
    #expect(mistake(Cluster.Up.self) == nil)
  }

  @Test("Duplicate names are refused") func duplicateNames() {
    struct Twice: ParsableArguments {
      @Option(name: .customLong("job_name")) var one = 1
      @OptionGroup var group: Group
      struct Group: ParsableArguments { @Option var jobName = 2 }
    }
    #expect(mistake(Twice.self) == "'one' and 'group.jobName' are both named '--job-name'; rename one")
  }

  @Test("Missing names and names with dashes are refused") func invalidNames() {
    struct Nameless: ParsableArguments { @Option(name: []) var one = 1 }
    struct Dashed: ParsableArguments { @Flag(name: .customLong("--one")) var one = false }
    #expect(mistake(Nameless.self) == "'one' has no name, so it cannot be given; add one")
    #expect(mistake(Dashed.self)?.hasPrefix("'one' is named '--one'") == true)
  }

  @Test("Reserved names are refused") func reservedNames() {
    struct Helped: ParsableArguments { @Flag var help = false }
    #expect(mistake(Helped.self) == "'help' is named '--help', which every command has; choose another name")
  }

  @Test("Ambiguous positional arguments are refused") func ambiguousArguments() {
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

  @Test("Duplicate names of subcommands are refused") func duplicateSubcommands() {
    struct Root: ParsableCommand {
      static var configuration: CommandConfiguration { CommandConfiguration(subcommands: [Run.self, Start.self]) }
    }
    struct Run: ParsableCommand {}
    struct Start: ParsableCommand {
      static var configuration: CommandConfiguration { CommandConfiguration(aliases: ["run"]) }
    }
    #expect(mistake(Root.self) == "'root' has two subcommands named 'run'; rename one")
  }

  @Test("Options of a command with subcommands are refused") func optionsBesideSubcommands() {
    struct Root: ParsableCommand {
      static var configuration: CommandConfiguration { CommandConfiguration(subcommands: [Cluster.Up.self]) }
      @Flag var loud = false
    }
    #expect(mistake(Root.self)?.contains("@OptionGroup") == true)
  }

  @Test("A mistake in a declaration fails every run") func everyRun() {
    struct Nameless: ParsableArguments { @Option(name: []) var one = 1 }
    #expect(refusal(Nameless.self).contains("this program declares its options wrongly: 'one' has no name"))
  }

  @Test("A property that is not decoded is refused") func undecodedProperty() throws {
    struct Loose: ParsableArguments {
      @Option var one = 1
      enum CodingKeys: CodingKey {}
    }
    #expect(refusal(Loose.self, "--one", "2").contains("'one' is not among its CodingKeys"))
  }
}
