// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same rules; see CONTRIBUTING.md.
let rules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

/// The rooms of the house, from the ground up. An arrow points down only and never inside a row;
/// `ArchitectureTests` holds the imports to what is declared here.
let package = Package(
  name: "lab",
  products: [
    .executable(name: "lab", targets: ["lab"]),
    .executable(name: "lab-workload", targets: ["lab-workload"]),
    .library(name: "ProcFS", targets: ["ProcFS"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Ground: the C that Swift cannot say safely, and system libraries.
    .target(name: "CLinux"),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .systemLibrary(
      name: "CMarkdown",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    // The kernel's interfaces; know no course.
    .target(name: "ProcFS", dependencies: ["CLinux"], swiftSettings: rules),
    // systemd's interfaces; know no course.
    .target(name: "Systemd", dependencies: ["CLinux"], swiftSettings: rules),
    .target(name: "Shell", dependencies: ["CLinux", "ProcFS"], swiftSettings: rules),
    .target(name: "LineEditor", dependencies: ["CLinux", "CReadline"], swiftSettings: rules),
    .target(name: "Text", dependencies: ["CLinux", "CMarkdown"], swiftSettings: rules),
    // Values and codecs.
    .target(name: "Record", dependencies: ["CLinux", "ProcFS", "Systemd"], swiftSettings: rules),
    .target(
      name: "Observation", dependencies: ["CLinux", "ProcFS", "Record"], swiftSettings: rules),
    .target(
      name: "Checking",
      dependencies: [
        "ProcFS", "Record", "Systemd", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: rules),
    .target(
      name: "Course", dependencies: ["Checking", "ProcFS", "Record", "Systemd"],
      swiftSettings: rules),
    .target(
      name: "Supervision",
      dependencies: ["CLinux", "ProcFS", "Record", "Shell", "Observation", "Systemd"],
      swiftSettings: rules),
    .target(
      name: "Progress",
      dependencies: ["Record", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: rules),
    .target(
      name: "Machines", dependencies: ["CLinux", "ProcFS", "Record"], swiftSettings: rules),
    .target(
      name: "Attempts",
      dependencies: [
        "CLinux", "Checking", "Course", "Machines", "Observation", "ProcFS", "Progress", "Record",
        "Shell", "Supervision", "Systemd", .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: rules),
    .target(
      name: "Reporting", dependencies: ["Record"],
      swiftSettings: rules),
    .target(
      name: "LabCommands",
      dependencies: [
        "Attempts", "CLinux", "Checking", "Course", "LineEditor", "Machines", "Observation",
        "ProcFS", "Progress", "Record", "Reporting", "Shell", "Supervision", "Text",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: rules),
    .executableTarget(name: "lab", dependencies: ["LabCommands"], swiftSettings: rules),
    .executableTarget(
      name: "lab-workload", dependencies: ["CLinux"], swiftSettings: rules),
    .target(
      name: "LabTestSupport", dependencies: ["CLinux", "ProcFS", "Record"], swiftSettings: rules),
    .executableTarget(
      name: "lab-bench", dependencies: ["CLinux", "ProcFS"], path: "Benchmarks",
      exclude: ["reference"], swiftSettings: rules),
    .testTarget(
      name: "ProcFSTests", dependencies: ["ProcFS", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "SystemdTests", dependencies: ["Systemd", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "WorkloadTests",
      dependencies: ["CLinux", "ProcFS", "Record", "LabTestSupport", "lab-workload"],
      swiftSettings: rules),
    .testTarget(
      name: "ShellTests", dependencies: ["Shell", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "TextTests", dependencies: ["Text", "LineEditor", "LabTestSupport"],
      swiftSettings: rules),
    .testTarget(
      name: "RecordTests", dependencies: ["Record", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "ObservationTests", dependencies: ["Observation", "LabTestSupport"],
      swiftSettings: rules),
    .testTarget(
      name: "CheckingTests", dependencies: ["Checking", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "CourseTests", dependencies: ["Course", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "SupervisionTests", dependencies: ["Supervision", "LabTestSupport", "lab-workload"],
      swiftSettings: rules),
    .testTarget(
      name: "ProgressTests", dependencies: ["Progress", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "MachinesTests", dependencies: ["Machines", "LabTestSupport", "lab", "lab-workload"],
      swiftSettings: rules),
    .testTarget(
      name: "AttemptsTests", dependencies: ["Attempts", "LabTestSupport", "lab-workload"],
      swiftSettings: rules),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "LabTestSupport"], swiftSettings: rules),
    .testTarget(
      name: "LabCommandsTests",
      dependencies: ["LabCommands", "LabTestSupport", "Shell", "lab", "lab-workload"],
      swiftSettings: rules),
  ],
  swiftLanguageModes: [.v6]
)
