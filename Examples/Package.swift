// swift-tools-version: 6.2
import PackageDescription

// What a user of Joist would write, against its products only. From the folder above:
//   swift build --package-path Examples --scratch-path .build
// which shares what is built with Joist's own package.

/// Products of Joist.
func joist(_ names: String...) -> [Target.Dependency] { names.map { .product(name: $0, package: "joist") } }

let package = Package(
  name: "joist-examples",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "joist", path: "..")],
  targets: [
    // The classic.
    .executableTarget(
      name: "WordCount",
      dependencies: [.product(name: "Joist", package: "joist"), .product(name: "JoistFiles", package: "joist")]),

    // Event time, windows and several figures at once: the program to begin with.
    .executableTarget(name: "PageStatistics", dependencies: joist("Joist", "JoistJSON", "JoistKafka")),
    .testTarget(name: "PageStatisticsTests", dependencies: ["PageStatistics"] + joist("Joist", "JoistTesting")),

    // Website visits: what is meant (imports no pipeline), what is done with it (knows no input or output), the program.
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
      // "joist", the tool: it runs the broker and makes the visits.
      dependencies: ["WebsiteVisits"] + joist("Joist", "JoistKafka", "joist")),
  ],
  swiftLanguageModes: [.v6])

// As strict as Joist itself; a warning is an error.
for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
  ]
}
