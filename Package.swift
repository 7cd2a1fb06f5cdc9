// swift-tools-version: 6.2
import PackageDescription

/// Settings that every Swift target shares: language mode 6, and no warning is left standing.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

/// What the archives of libelf, libdw and libbpf need when all is linked into one file.
let archives: [LinkerSetting] = ["elf", "z", "lzma", "bz2"].map { .linkedLibrary($0) }

/// Makes a release one file that needs no shared library: to find and bind those would take longer than all that
/// a small script does. The last three are what the option parser's part of Foundation needs then.
let whole: [LinkerSetting] =
  archives
  + [.unsafeFlags(["-static-executable"], .when(configuration: .release))]
  + ["_FoundationCollections", "_FoundationCShims", "swiftSynchronization"].map {
    .linkedLibrary($0, .when(configuration: .release))
  }

// Targets are listed lowest layer first. ARCHITECTURE.md says what each may import; a test checks it.
let package = Package(
  name: "marktap",
  products: [
    .executable(name: "marktap", targets: ["marktap"]),
    .executable(name: "marktap-run", targets: ["marktap-run"]),
    .executable(name: "marktap-trace", targets: ["marktap-trace"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CElf", pkgConfig: "libelf", providers: [.apt(["libelf-dev"])]),
    .systemLibrary(name: "CDwarf", pkgConfig: "libdw", providers: [.apt(["libdw-dev"])]),
    .systemLibrary(name: "CBPF", pkgConfig: "libbpf", providers: [.apt(["libbpf-dev"])]),
    .systemLibrary(
      name: "CTraceEvent", pkgConfig: "libtraceevent", providers: [.apt(["libtraceevent-dev"])]),
    .systemLibrary(
      name: "CTraceCmd", pkgConfig: "libtracecmd", providers: [.apt(["libtracecmd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CLz4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CLzo", pkgConfig: "lzo2", providers: [.apt(["liblzo2-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "CRecordABI"),
    .target(name: "TraceStream", swiftSettings: strict),
    .target(name: "Diagnostics", swiftSettings: strict),
    .target(
      name: "KernelDescription", dependencies: ["CZlib", "CZstd"], swiftSettings: strict),
    .target(
      name: "AuditRules", dependencies: ["Diagnostics", "KernelDescription"],
      swiftSettings: strict),
    .target(name: "IR", dependencies: ["Diagnostics"], swiftSettings: strict),
    .target(name: "BPF", dependencies: ["CElf", "CBPF"], swiftSettings: strict),
    .target(
      name: "MarkerScan",
      dependencies: [
        "CElf", "CDwarf", "CBPF", "CTraceEvent", "CZlib", "CLzma", "CZstd", "CBzip2", "CLz4",
        "CLzo", "KernelDescription",
      ],
      swiftSettings: strict),
    .target(name: "TapsetGen", dependencies: ["KernelDescription"], swiftSettings: strict),
    .target(
      name: "Translator",
      dependencies: ["Diagnostics", "KernelDescription", "IR", "BPF", "CRecordABI"],
      swiftSettings: strict),
    .target(
      name: "Runtime",
      dependencies: [
        "IR", "BPF", "CElf", "CBPF", "CLinux", "CTraceEvent", "CRecordABI", "TraceStream",
      ],
      swiftSettings: strict),
    .target(
      name: "Session",
      dependencies: [
        "Diagnostics", "KernelDescription", "IR", "BPF", "MarkerScan", "TapsetGen", "Translator",
        "Runtime",
      ],
      swiftSettings: strict),
    .target(
      name: "LanguageServer", dependencies: ["Diagnostics", "KernelDescription", "Translator"],
      swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "LanguageServer", "Session", "AuditRules", "Diagnostics", "KernelDescription", "IR",
        "MarkerScan", "TapsetGen", "Translator", "Runtime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "marktap", dependencies: ["Commands"], swiftSettings: strict, linkerSettings: whole),
    .executableTarget(
      name: "marktap-run", dependencies: ["Runtime"], swiftSettings: strict,
      linkerSettings: whole),
    .executableTarget(
      name: "marktap-trace",
      dependencies: [
        "TraceStream", "MarkerScan", "KernelDescription", "CTraceCmd", "CTraceEvent", "CZlib",
      ],
      swiftSettings: strict,
      // libtracecmd is a shared library only.
      linkerSettings: archives + [
        .unsafeFlags(["-static-stdlib"], .when(configuration: .release))
      ]),
    .executableTarget(
      name: "marktap-bench", dependencies: ["KernelDescription"], path: "Benchmarks/Driver",
      swiftSettings: strict),
    .executableTarget(
      name: "guest-tests", path: "Tests/GuestTests/Guest", swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: strict),
    .testTarget(
      name: "KernelDescriptionTests", dependencies: ["KernelDescription"], swiftSettings: strict),
    .testTarget(
      name: "AuditRulesTests", dependencies: ["AuditRules", "Diagnostics"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(name: "IRTests", dependencies: ["IR", "Diagnostics"], swiftSettings: strict),
    .testTarget(name: "BPFTests", dependencies: ["BPF", "CBPF", "CElf"], swiftSettings: strict),
    .testTarget(
      name: "MarkerScanTests", dependencies: ["MarkerScan", "KernelDescription"],
      exclude: ["Kernels"], swiftSettings: strict),
    .testTarget(
      name: "TapsetGenTests", dependencies: ["TapsetGen", "KernelDescription", "Translator"],
      swiftSettings: strict),
    .testTarget(
      name: "TranslatorTests",
      dependencies: [
        "Translator", "Diagnostics", "KernelDescription", "IR", "BPF", "CBPF", "CLinux",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "LanguageServerTests",
      dependencies: ["LanguageServer", "Translator", "Diagnostics", "KernelDescription"],
      swiftSettings: strict),
    .testTarget(
      name: "RuntimeTests", dependencies: ["Runtime", "IR", "BPF"], swiftSettings: strict),
    .testTarget(
      name: "SessionTests",
      dependencies: [
        "Session", "Commands", "MarkerScan", "Translator", "Runtime", "Diagnostics",
        "KernelDescription", "IR", "BPF",
      ],
      exclude: ["KernelHalves", "ModuleScripts", "Recordings", "Audit/ecs-fields.txt"],
      swiftSettings: strict),
  ]
)
