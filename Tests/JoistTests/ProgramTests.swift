import Foundation
import TestSupport
import Testing

extension ProgramRun {
  fileprivate convenience init(_ arguments: String..., output: Output = .read) throws {
    try self.init(of: "JoistTestProgram", arguments, output: output)
  }
}

/// What a shell sees of a program that is a pipeline.
@Suite(.timeLimit(.minutes(2))) struct ProgramTests {
  @Test("A job that finishes exits with 0") func aJobThatFinishes() throws {
    let run = try ProgramRun("--numbers", "100", "--parallelism", "2")
    #expect(run.end() == 0)
    #expect(run.output.split(separator: "\n").sorted() == (0..<10).map { "\($0): 10" })
    #expect(run.errors.contains("program finished after"))
  }

  @Test("With --log-format json, everything on standard error is JSON, also the error of a job that fails")
  func jsonLog() throws {
    for (mode, code) in [("finish", Int32(0)), ("fail", 1)] {
      let run = try ProgramRun("--mode", mode, "--log-format", "json")
      #expect(run.end() == code)
      let events = try run.errors.split(separator: "\n").map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      let levels = events.compactMap { $0["level"] as? String }
      #expect(levels.count == events.count && levels.contains("error") == (code != 0))
      #expect(
        events.contains {
          ($0["msg"] as? String)?.contains("program \(code == 0 ? "finished" : "failed") after") == true
        })
    }
  }

  @Test("--log-level leaves out the events below it") func logLevel() throws {
    func levels(_ arguments: String...) throws -> Set<String> {
      let run = try ProgramRun(of: "JoistTestProgram", ["--log-format", "json"] + arguments)
      #expect(run.end() == 0)
      return Set(
        try run.errors.split(separator: "\n").compactMap { line in
          (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["level"] as? String
        })
    }
    #expect(try levels("--log-level", "debug").contains("debug"))
    #expect(try levels("--log-level", "error") == [])
  }

  @Test("Invalid arguments exit with 2, and the version is printed")
  func argumentsAndVersion() throws {
    let refused = try ProgramRun("--numbers", "many")
    #expect(refused.end() == 2)
    let misspelt = try ProgramRun("--versoin")
    #expect(misspelt.end() == 2)
    #expect(misspelt.errors.contains("unknown option '--versoin'; did you mean '--version'?\nusage: "))
    let version = try ProgramRun("--version")
    #expect(version.end() == 0)
    #expect(version.output.contains("with Joist "))
  }

  @Test("A job that fails prints the reason first") func aJobThatFailsSaysWhyFirst() throws {
    let run = try ProgramRun("--mode", "fail")
    #expect(run.end() == 1)
    #expect(run.errors.contains("error: the number 7 is refused\n  in step \"Check\" (Program.swift:"))
    #expect(run.errors.contains("at element 7"))
    #expect(run.errors.components(separatedBy: "is refused").count == 2)
  }

  @Test("The first signal stops the job", arguments: [SIGINT, SIGTERM]) func theFirstSignalStops(signal: Int32) throws {
    let run = try ProgramRun("--mode", "forever")
    run.awaitOutput("running")
    run.send(signal)
    #expect(run.end() == (signal == SIGINT ? 130 : 143))
    #expect(run.errors.contains("stopping: finishing the work that is running"))
    #expect(run.errors.contains("program stopped after"))
  }

  @Test("The second signal stops the job at once") func theSecondSignalStopsNow() throws {
    let run = try ProgramRun("--mode", "hang")
    run.awaitOutput("running")
    run.send(SIGINT)
    run.awaitErrors("stopping")
    run.send(SIGINT)
    #expect(run.end() == 130)
  }

  @Test(
    "The second signal ends a function that never returns",
    arguments: [
      "setUp", "startBundle", "process", "finishBundle", "map", "flatMap", "source", "split", "keyed", "add", "extract",
    ])
  func theSecondSignalStopsAFunctionThatNeverComesBack(place: String) throws {
    let run = try ProgramRun("--mode", "endless", "--place", place)
    run.awaitOutput("running")
    run.send(SIGINT)
    run.awaitErrors("stopping")
    run.send(SIGINT)
    #expect(run.end() == 130)
    #expect(run.errors.contains("program stopped after"))
  }

  /// A job whose last commit is known is done, whatever its functions do behind that.
  @Test("The second signal ends a finished job whose last functions still run", arguments: ["tearDown", "afterCommit"])
  func theSecondSignalEndsWhatIsDone(place: String) throws {
    // One number, so that the bundle of which it speaks is the last one.
    let run = try ProgramRun("--mode", "endless", "--place", place, "--numbers", "1")
    run.awaitOutput("running")
    run.send(SIGINT)
    run.awaitErrors("stopping")
    run.send(SIGINT)
    #expect(run.end() == 0)
  }

  /// `exit` writes what has not been written: it would wait for whoever holds the program's output.
  @Test("A program with blocked output ends", arguments: [2, 3]) func aProgramWhoseOutputIsHeldEnds(signals: Int) throws
  {
    let run = try ProgramRun("--mode", "endless", "--place", "output", output: .held)
    run.awaitHeldOutput()
    run.send(SIGINT)
    run.awaitErrors("stopping")
    run.send(SIGINT)
    if signals == 3 {
      run.awaitErrors("program stopped after")
      run.send(SIGTERM)
    }
    #expect(run.end() == (signals == 3 ? 143 : 130))
  }

  @Test("--explain prints the author's steps with windows, state and source lines") func explainPrintsTheSteps() throws
  {
    let run = try ProgramRun("--explain")
    #expect(run.end() == 0)
    #expect(run.output.contains("  Numbers          reads to an end  global  Program.swift:"))
    #expect(run.output.contains("keeps state"))
    #expect(run.output.contains("all input is bounded: the job ends by itself"))
    #expect(!run.output.contains("0: 100") && !run.output.contains("plan: "))
  }

  @Test("--explain=verbose prints the plan and runs nothing") func explainPrintsThePlan() throws {
    let run = try ProgramRun("--explain=verbose")
    #expect(run.end() == 0)
    #expect(run.output.contains("plan: "))
    #expect(run.output.contains("keyed, 128 key groups"))
    #expect(!run.output.contains("0: 100"))
  }

  @Test("The help shows both groups of options") func helpShowsBothGroupsOfOptions() throws {
    let run = try ProgramRun("--help")
    #expect(run.end() == 0)
    #expect(run.output.contains("Counts, fails, runs for ever or hangs."))
    #expect(run.output.contains("--numbers"))
    #expect(run.output.contains("RUNNER OPTIONS"))
    #expect(run.output.contains("--parallelism"))
    #expect(run.output.contains("finish, fail, forever, hang,"))
  }

  @Test(
    "Values out of range are refused",
    arguments: [
      (["--paralelism", "2"], "--parallelism"),
      (["--memory", "lots"], "it must be a number of bytes, such as 512MB, 4GB or 256MiB"),
      (["--memory", "1kB"], "16MB"),
      (["--parallelism", "0"], "from 1 to 4096"), (["--max-attempts", "0"], "at least 1"),
      (["--runner", "moon"], "local"),
    ])
  func whatCannotBeIsRefused(arguments: [String], hint: String) throws {
    let run = try ProgramRun(of: "JoistTestProgram", arguments)
    #expect(run.end() == 2)
    #expect(run.errors.contains("error:"))
    #expect(run.errors.contains(hint))
  }

  @Test("Options in Beam's spelling are accepted") func beamsSpellingIsUnderstood() throws {
    let run = try ProgramRun("--job_name", "counting", "--quiet")
    #expect(run.end() == 0)
    #expect(run.errors.contains("counting finished after"))
  }
}
