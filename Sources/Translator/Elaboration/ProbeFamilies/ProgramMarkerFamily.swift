import Diagnostics
import IR
import KernelDescription

extension ProbeFamily {
  /// `process("PATH").mark("NAME")` and `process("PATH").provider("NAME").mark("NAME")`: markers of programs, which
  /// `programs` finds by their paths. In names of markers a dash stands for the two underscores that C needs.
  static func programMarker(in programs: @escaping TapsetLibrary.ProgramProvider) -> ProbeFamily {
    ProbeFamily(
      shapes: [
        PointShape(.text("process"), .text("mark")),
        PointShape(.text("process"), .text("provider"), .text("mark")),
      ]
    ) { point, _ throws(PointError) in
      let path = point.text(of: "process") ?? ""
      let found = programs(path)
      guard !found.isEmpty else { throw .noMatch(kind: "program", name: path, similar: []) }
      let sites = found.flatMap { program in
        program.markers(matching: point).map { BuiltInSite(marker: $0, of: program) }
      }
      guard sites.isEmpty else { return sites }
      let names = found.flatMap { $0.markers.map(\.name) }
      throw .noMatch(
        kind: "marker", name: point.lastText,
        similar: Spelling.near(point.lastText, among: names))
    }
  }
}

extension ProgramDescription {
  /// Returns the markers that `point` names, each name of a provider once, by name.
  ///
  /// A name may stand for several places in the code: what is passed there is the same.
  fileprivate func markers(matching point: PointPattern) -> [ProgramMarker] {
    let name = Glob(point.lastText)
    let dashless = Glob(point.lastText.replacing("-", with: "__"))
    let provider = point.text(of: "provider").map { Glob($0) }
    var seen: Set<[String]> = []
    return markers.filter { marker in
      (name.matches(marker.name) || dashless.matches(marker.name))
        && provider?.matches(marker.provider) ?? true
        && seen.insert([marker.provider, marker.name]).inserted
    }
  }
}

extension BuiltInSite {
  /// Creates the site of `marker` in `program`.
  fileprivate init(marker: ProgramMarker, of program: ProgramDescription) {
    let path = PointArgument.text(program.path).text
    self.init(
      point: "process(\(path)).mark(\(PointArgument.text(marker.name).text))",
      site: .marker(
        MarkerSite(
          owner: .program(program.path), name: marker.name, qualifier: marker.provider,
          valueCount: marker.arguments.count)),
      type: "marker", scope: TargetScope(program: marker))
  }
}
