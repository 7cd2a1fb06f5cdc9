import Diagnostics
import IR
import KernelDescription

extension ProbeFamily {
  /// `kernel.marker("NAME").format("FORMAT")` and `module("NAME").marker("NAME").format("FORMAT")`: markers that were
  /// compiled into a kernel.
  ///
  /// Generated tapsets stand on it; scripts say `mark`.
  static let compiledMarker = ProbeFamily(
    shapes: [PointShape.Component.name("kernel"), .text("module")].map { owner in
      PointShape(owner, .text("marker"), .text("format"))
    }
  ) { point, kernel throws(PointError) in
    let name = point.text(of: "marker") ?? ""
    let module = point.text(of: "module")
    let named = kernel.markers(matching: name).filter { marker in
      module.map { marker.module.map(Glob($0).matches) ?? false } ?? (marker.module == nil)
    }
    let found = named.filter { $0.format == point.lastText }
    guard !found.isEmpty else {
      let names = kernel.markers.lazy.map(\.name)
      throw .noMatch(kind: "marker", name: name, similar: Spelling.near(name, among: names))
    }
    return found.map { BuiltInSite(marker: $0, wordSize: kernel.identity.wordSize) }
  }
}

extension BuiltInSite {
  /// Creates the site of `marker` in a kernel whose pointers have `wordSize` bytes.
  fileprivate init(marker: CompiledMarker, wordSize: Int) {
    let format = marker.parsedFormat(wordSize: wordSize)
    let owner = marker.module.map { "module(\(PointArgument.text($0).text))" } ?? "kernel"
    let name = PointArgument.text(marker.name).text
    self.init(
      point: "\(owner).marker(\(name)).format(\(PointArgument.text(marker.format).text))",
      site: .marker(
        MarkerSite(
          owner: marker.module.map { .module($0) } ?? .kernel, name: marker.name,
          qualifier: marker.format, valueCount: format.valueCount)),
      type: "marker", scope: TargetScope(compiled: format))
  }
}
