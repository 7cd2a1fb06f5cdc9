import Glibc

/// What it costs to describe a kernel of which nothing is cached: the one that runs, and one from its image, which
/// `$KERNEL_IMAGE` names.
final class Scan: Measurement {
  let name = "scan"
  /// The programs and places of the run.
  private let bench: Bench
  /// The number of the round, which names its cache.
  private var round = 0
  /// The runs of the tool.
  private var tool = Series<ChildProcess.Remains>(of: "marktap")
  /// The runs that only read what tracefs says of each event.
  private var reader = Series<ChildProcess.Remains>(of: "cat of all formats")
  /// The runs that only read and print the kernel's types.
  private var types = Series<ChildProcess.Remains>(of: "bpftool btf dump")

  /// The runs that list all events with their fields through libtracefs.
  private var lister = Series<ChildProcess.Remains>(of: "trace-cmd list -e -F")
  /// The runs of the tool on an image.
  private var image = Series<ChildProcess.Remains>(of: "marktap")
  /// The sizes of the descriptions of the image, in bytes.
  private var sizes: [Int64] = []
  /// The seconds that it took to load it.
  private var loading = Series<Double>(of: "loading")
  /// The runs of the tool that write the tapset of the image from its description.
  private var generator = Series<ChildProcess.Remains>(of: "marktap")
  /// The image; nil if none is named.
  private let imagePath = getenv("KERNEL_IMAGE").map { String(cString: $0) }

  /// Creates the measurement.
  init(in bench: Bench) { self.bench = bench }

  func measureRound() {
    round += 1
    let cache = "cold-\(round)"
    tool.takeRound { () throws(BenchmarkError) in
      try bench.startTool(["scan"], cache: cache).finish()
    }
    Scratch.remove(bench.scratch.path(of: cache))
    reader.takeRound { () throws(BenchmarkError) in
      try bench.start(["sh", "-c", "cat /sys/kernel/tracing/events/*/*/format"]).finish()
    }
    types.takeRound { () throws(BenchmarkError) in
      try bench.start(["bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux"]).finish()
    }
    lister.takeRound { () throws(BenchmarkError) in
      try bench.start(["trace-cmd", "list", "-e", ".*", "-F"]).finish()
    }
    guard let imagePath else { return }
    let description = bench.scratch.path(of: "image")
    image.takeRound { () throws(BenchmarkError) in
      try bench.startTool(["scan", "-o", description, imagePath]).finish()
    }
    var status = stat()
    if stat(description, &status) == 0 { sizes.append(Int64(status.st_size)) }
    loading.takeRound { () throws(BenchmarkError) in
      try DescriptionLoading.seconds(of: description, in: bench)
    }
    generator.takeRound { () throws(BenchmarkError) in
      try bench.startTool(
        ["generate", "--kernel", description, "-o", bench.scratch.path(of: "tapset")]
      ).finish()
    }
  }

  var comparisons: [Comparison] {
    let wall = tool.median(\.wallSeconds, in: 1e-3)
    var all = [
      Comparison(name: "scan: cold, wall", unit: .milliseconds, measured: wall, target: .value(200))
    ]
    for peer in [reader, types, lister] {
      all.append(
        Comparison(
          name: "scan: cold, CPU", unit: .milliseconds,
          measured: tool.median(\.processorSeconds, in: 1e-3), peerName: peer.name,
          peerValue: peer.median(\.processorSeconds, in: 1e-3)))
    }
    if imagePath == nil { return all }
    all += [
      Comparison(
        name: "scan: image, wall", unit: .milliseconds,
        measured: image.median(\.wallSeconds, in: 1e-3), target: .value(2000)),
      Comparison(
        name: "scan: image, peak memory", unit: .mebibytes,
        measured: image.maximum(\.peakMebibytes), target: .value(300)),
      Comparison(
        name: "scan: image, description", unit: .mebibytes,
        measured: sizes.max().map { Double($0) / 1_048_576 }, target: .value(3)),
      Comparison(
        name: "scan: loading the description, wall", unit: .milliseconds,
        measured: loading.median({ $0 }, in: 1e-3), target: .value(10)),
      Comparison(
        name: "scan: tapset of the image, wall", unit: .milliseconds,
        measured: generator.median(\.wallSeconds, in: 1e-3), target: .value(200)),
    ]
    for peer in [reader, types, lister] {
      all.append(
        Comparison(
          name: "scan: image, CPU", unit: .milliseconds,
          measured: image.median(\.processorSeconds, in: 1e-3), peerName: peer.name,
          peerValue: peer.median(\.processorSeconds, in: 1e-3)))
    }
    return all
  }

  var remarks: [String] {
    [
      tool.failure, reader.failure, types.failure, lister.failure, image.failure, loading.failure,
      generator.failure,
    ].compactMap { $0 }.map { "\(name): \($0)" }
  }
}
