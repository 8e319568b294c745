// swift-tools-version: 6.2
import PackageDescription

// What a user of Joist would write, against its products only. From the folder above:
//   swift build --package-path Examples --scratch-path .build
// which shares what is built with Joist's own package.

let package = Package(
  name: "joist-examples",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "joist", path: "..")],
  targets: [
    // The classic.
    .executableTarget(
      name: "WordCount",
      dependencies: [.product(name: "Joist", package: "joist"), .product(name: "JoistFiles", package: "joist")]),

    // Website visits: what is meant (imports no pipeline), what is done with it (knows no input or output), the program.
    .target(name: "WebsiteVisitsDomain", dependencies: [.product(name: "Rows", package: "joist")]),
    .testTarget(name: "WebsiteVisitsDomainTests", dependencies: ["WebsiteVisitsDomain"]),
  ],
  swiftLanguageModes: [.v6])
