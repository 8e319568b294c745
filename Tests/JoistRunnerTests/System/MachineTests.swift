import Testing

@testable import JoistRunner

@Suite struct MachineTests {
  private func group(_ files: [String: String]) -> ControlGroup { ControlGroup { files[$0] } }

  @Test("The memory limit is the lowest of the control group and its ancestors")
  func memoryLimitIsTheTightestOfTheGroupAndThoseAboveIt() {
    let files = [
      "/proc/self/cgroup": "0::/system.slice/job.service\n",
      "/sys/fs/cgroup/system.slice/job.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/memory.max": "2147483648\n",
    ]
    #expect(group(files).memoryLimit == 2_147_483_648)
  }

  @Test("A container reads its limit at the root") func containerSeesItsLimitAtTheRoot() {
    #expect(
      group(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "536870912\n"]).memoryLimit == 536_870_912)
  }

  @Test("The memory limit of control groups version 1 is read") func memoryLimitOfVersionOne() {
    let files = [
      "/proc/self/cgroup": "5:cpu,cpuacct:/a\n4:memory:/docker/x\n",
      "/sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes": "1073741824\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ]
    #expect(group(files).memoryLimit == 1_073_741_824)
  }

  @Test("There are no limits without control groups") func noControlGroupsNoLimits() {
    #expect(group([:]).memoryLimit == nil)
    #expect(group([:]).processorLimit == nil)
    #expect(group(["/proc/self/cgroup": "nonsense"]).memoryLimit == nil)
  }

  @Test("The number of processors is rounded up") func processorsAreRoundedUp() {
    let files = ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "150000 100000\n"]
    #expect(group(files).processorLimit == 2)
    #expect(group(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n"]).processorLimit == nil)
  }

  @Test("The processors of the affinity mask are counted") func affinityMaskIsCounted() {
    #expect(
      Machine.allowedProcessors(inStatus: "Name:\tx\nCpus_allowed:\tff,0000000f\nCpus_allowed_list:\t0-3\n") == 12)
    #expect(Machine.allowedProcessors(inStatus: "Name:\tx\n") == nil)
  }

  @Test("This machine has processors and memory") func thisMachineHasSome() {
    #expect(Machine.processors >= 1)
    #expect(Machine.memory > 64 << 20)
  }
}
