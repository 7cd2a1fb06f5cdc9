import Diagnostics
import IR
import KernelDescription

/// One site that a probe point of the script leads to, with what aliases on the way add.
struct ResolvedPoint: Sendable {
  /// The resolved probe point, as `pp()` shows it.
  var point: String
  /// The script's own point with its patterns resolved, as `pn()` and `-l` show it.
  var name: String
  /// The points that led here, from the script's own inwards.
  var origins: [String] = []
  /// Where it fires.
  var site: Site
  /// What `probe_type()` says there.
  var type: String
  /// What target variables of the site stand for.
  var scope: TargetScope
  /// The conditions of the points on the way, the outermost first.
  var conditions: [Expression] = []
  /// The aliases on the way, the innermost first.
  var layers: [AliasLayer] = []
  /// The points of the entry that goes with the return that this is, the innermost first; none elsewhere.
  var entries: [PointPattern] = []
}

/// What one alias adds to a handler.
struct AliasLayer: Sendable {
  /// What runs before.
  let prologue: BlockStatement?
  /// What runs behind.
  let epilogue: BlockStatement?
  /// The marker that the alias declares; `nil` if its name is no marker's.
  let marker: MarkerName?
}

/// The name and the format of a marker, with the module if the script names that.
struct MarkerName: Hashable, Sendable {
  /// The module; `nil` if the marker is one of `kernel`, which has those of its modules too.
  let module: String?
  /// The name.
  let name: String
  /// The format.
  let format: MarkerFormat

  /// Creates the name and format that `shape` gives; `nil` if it is no marker's.
  init?(_ shape: PointShape) {
    let parts = shape.components
    guard parts.count == 2 || parts.count == 3, parts[1].name == "mark",
      case .literal(.text(let name)) = parts[1].parameter
    else { return nil }
    switch (parts[0].name, parts[0].parameter) {
    case ("kernel", .none): module = nil
    case ("module", .literal(.text(let name))): module = name
    default: return nil
    }
    self.name = name
    guard parts.count == 3 else {
      // One blank is what kernels call the format of a marker without arguments.
      format = MarkerFormat(MarkerFormat.withoutArguments)
      return
    }
    guard parts[2].name == "format", case .literal(.text(let text)) = parts[2].parameter else {
      return nil
    }
    format = MarkerFormat(text)
  }

  /// The resolved probe point of the marker.
  var point: String {
    let name = PointArgument.text(name).text
    let format = PointArgument.text(format.text).text
    let owner = module.map { "module(\(PointArgument.text($0).text))" } ?? "kernel"
    return "\(owner).mark(\(name)).format(\(format))"
  }
}
