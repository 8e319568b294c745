// swift-tools-version: 6.2
import PackageDescription

// Programs that a user of Joist would write; they depend only on its products. From the parent folder:
//   swift build --package-path Examples --scratch-path .build
// shares build products with Joist's own package.

/// Products of Joist.
func joist(_ names: String...) -> [Target.Dependency] { names.map { .product(name: $0, package: "joist") } }

let package = Package(
  name: "joist-examples",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "joist", path: "..")],
  targets: [
    // The classic first example.
    .executableTarget(
      name: "WordCount",
      dependencies: [.product(name: "Joist", package: "joist"), .product(name: "JoistFiles", package: "joist")]),

    // Event time, windows and several aggregates at once: start here.
    .executableTarget(name: "PageStatistics", dependencies: joist("Joist", "JoistJSON", "JoistKafka")),
    .testTarget(
      name: "PageStatisticsTests",
      // The tool `joist`, which runs the broker, and writes and shows records.
      dependencies: ["PageStatistics", "ToolSupport"]
        + joist("Joist", "JoistJSON", "JoistKafka", "JoistTesting", "joist")),

    // Website visits in three targets: the domain, the transforms (independent of input and output), and the program.
    .target(name: "WebsiteVisitsDomain", dependencies: joist("Rows")),
    .target(name: "WebsiteVisitsTransforms", dependencies: ["WebsiteVisitsDomain"] + joist("Joist", "JoistJSON")),
    .executableTarget(
      name: "WebsiteVisits",
      dependencies: ["WebsiteVisitsTransforms", "WebsiteVisitsDomain"]
        + joist("Joist", "JoistFiles", "JoistJSON", "JoistKafka")),
    .testTarget(name: "WebsiteVisitsDomainTests", dependencies: ["WebsiteVisitsDomain"] + joist("Rows")),
    .testTarget(
      name: "WebsiteVisitsTransformsTests",
      dependencies: ["WebsiteVisitsTransforms", "WebsiteVisitsDomain"] + joist("Joist", "JoistJSON", "JoistTesting")),
    .testTarget(
      name: "WebsiteVisitsTests",
      // The tool `joist`, which runs the broker and generates the visits.
      dependencies: ["WebsiteVisits", "ToolSupport"] + joist("Joist", "JoistKafka", "joist")),
    // Runs the tool `joist` in tests.
    .target(name: "ToolSupport", path: "Tests/ToolSupport"),
  ],
  swiftLanguageModes: [.v6])

// The same settings as Joist's own: a warning is an error.
for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
  ]
}
