// Measures the engine's cost of a record in keyed event-time windows, without a worker: insertion into tables, firing,
// and coordination.
//
//     swift run -c release EngineGrouping

import JoistEngine
import JoistPlan

print(BundleRun().measure(bundles: 1_000_000))
for content in [Grouping.Content.accumulators, .values] {
  for keys in [10_000, 100_000, 1_000_000] {
    for perWindow in [100_000, 1_000_000] where perWindow == 100_000 || keys == 1_000_000 {
      var run = GroupingRun(content: content, keys: keys, recordsPerWindow: perWindow)
      print(try run.measure(records: 6_000_000))
    }
  }
}
