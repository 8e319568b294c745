// Runs random pipelines on random schedules, checked by the reference.
//
//     swift run -c release SimulateEngine [--seed FIRST] [--count HOW_MANY] [--log]
//
// Prints each seed that breaks a rule, and at the end what was covered. The exit code is 1 if a rule was broken.
// `--log` prints the engine's log of each run.

import EngineReference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

var first: UInt64 = 1
var count: UInt64 = 100_000
var printsLog = false
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--seed": first = arguments.popFirst().flatMap(UInt64.init) ?? first
  case "--count": count = arguments.popFirst().flatMap(UInt64.init) ?? count
  case "--log": printsLog = true
  default:
    print("unknown argument \(argument); the arguments are --seed, --count and --log")
    exit(1)
  }
}

var total = Coverage()
for seed in first..<first + count {
  // Every second pipeline may have steps with state and timers.
  var simulation = Simulation(seed: seed, hasState: seed.isMultiple(of: 2), keepsText: printsLog)
  do {
    total.add(try simulation.run())
  } catch {
    total.broken += 1
    print("seed \(seed): \(error)\n  replay: swift run -c release SimulateEngine --seed \(seed) --count 1 --log")
    fflush(nil)
  }
  for line in simulation.text { print(line) }
  if (seed - first + 1) % 10_000 == 0 {
    print("\(seed - first + 1) runs, \(total.broken) broke a rule")
    fflush(nil)
  }
}
print(total)
exit(total.broken == 0 ? 0 : 1)
