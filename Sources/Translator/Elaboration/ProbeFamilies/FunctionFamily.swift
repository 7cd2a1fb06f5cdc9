import Diagnostics
import IR
import KernelDescription

extension ProbeFamily {
  /// `kernel.function("PATTERN")` and `module("PATTERN").function("PATTERN")`, with the parameters by their names.
  static let function = functionFamily(of: [
    [.name("kernel"), .text("function")], [.text("module"), .text("function")],
  ])

  /// `kprobe.function("NAME")` and `kprobe.module("NAME").function("NAME")`, which have no target variables.
  static let functionByName = functionFamily(of: [
    [.name("kprobe"), .text("function")],
    [.name("kprobe"), .text("module"), .text("function")],
  ])

  /// `kernel.statement("PATTERN")` and `module("PATTERN").statement("PATTERN")`, of which only the start of a
  /// function can be found.
  static let statement = ProbeFamily(
    shapes: [
      PointShape(.name("kernel"), .text("statement")),
      PointShape(.text("module"), .text("statement")),
    ]
  ) { point, kernel throws(PointError) in
    try FunctionPoint(point).sites(in: kernel)
  }

  /// Returns the family of the functions that `owners` name, with all that can follow.
  private static func functionFamily(of owners: [[PointShape.Component]]) -> ProbeFamily {
    let suffixes: [[PointShape.Component]] = [
      [], [.name("call")], [.name("exported")], [.name("return")],
      [.name("return"), .number("maxactive")],
    ]
    return ProbeFamily(
      shapes: owners.flatMap { owner in
        suffixes.map { PointShape(components: owner + $0) }
      }
    ) { point, kernel throws(PointError) in
      try FunctionPoint(point).sites(in: kernel)
    }
  }
}

/// A probe point that names functions.
private struct FunctionPoint {
  /// The probe point.
  private let point: PointPattern
  /// The pattern of the functions' names.
  private let pattern: String
  /// The pattern of the modules' names; `nil` for the kernel itself.
  private let modulePattern: String?

  /// Takes `point` apart.
  ///
  /// - Throws: `PointError` if it asks for what BTF does not tell.
  init(_ point: PointPattern) throws(PointError) {
    self.point = point
    pattern = point.text(of: "function") ?? point.text(of: "statement") ?? ""
    // The kernel spells the names of its modules with underscores.
    modulePattern = point.text(of: "module").map {
      String(
        decoding: $0.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
    guard !pattern.isEmpty else { throw .invalidArgument("'' names no function") }
    guard !pattern.contains("@") else { throw .noSourceLines(pattern) }
    if let count = point.number(of: "maxactive"), !(1...4096 ~= count) {
      throw .invalidArgument("the number \(count) of active returns is not 1 to 4096")
    }
  }

  /// The moment at which handlers run.
  private var moment: FunctionSite.Moment { has("return") ? .return : .entry }

  /// `true` iff functions are known by their names alone.
  private var isByName: Bool { point.components[0].name == "kprobe" }

  /// `true` iff a component is called `name`.
  private func has(_ name: String) -> Bool { point.components.contains { $0.name == name } }

  /// Returns the sites in `kernel`.
  func sites(in kernel: KernelDescription) throws(PointError) -> [BuiltInSite] {
    // The kernel looks for the one symbol of that name, whether BTF knows it or not.
    if isByName, Glob(pattern).isLiteral { return [breakpoint(in: pattern, of: modulePattern)] }
    guard kernel.functionCount > 0 else { throw .noFunctions }
    let named = kernel.functions(matching: pattern).filter(isInModule)
    guard !named.isEmpty else { throw noMatch(in: kernel) }
    guard has("exported") else { return named.map { site(of: $0, in: kernel) } }
    let exported = named.filter(\.isExported)
    guard !exported.isEmpty else { throw .notExported(pattern) }
    return exported.map { site(of: $0, in: kernel) }
  }

  /// Returns `true` iff `function` belongs to what the point names.
  private func isInModule(_ function: KernelFunction) -> Bool {
    guard let modulePattern else { return function.module == nil }
    return function.module.map(Glob(modulePattern).matches) ?? false
  }

  /// Returns the error that nothing has the name.
  private func noMatch(in kernel: KernelDescription) -> PointError {
    // Whoever mistypes a name seldom does so in its first letters, and there are some 50,000 names.
    let near = kernel.functionNames(startingWith: String(pattern.prefix(3)), limit: 2000)
    return .noMatch(
      kind: "function", name: pattern, similar: Spelling.near(pattern, among: near))
  }

  /// Returns the site in `function`.
  private func site(of function: KernelFunction, in kernel: KernelDescription) -> BuiltInSite {
    if isByName { return breakpoint(in: function.name, of: function.module) }
    let layout = ParameterLayout(of: function.prototype, types: kernel.types)
    return BuiltInSite(
      point: text(for: function.name, of: function.module),
      site: .function(
        FunctionSite(
          name: function.name, module: function.module, moment: moment,
          argumentCount: layout.slotCount)),
      type: typeName,
      scope: TargetScope(
        function: function, moment: moment, layout: layout, types: kernel.types))
  }

  /// Returns the site at a breakpoint in the function `name` of `module`.
  private func breakpoint(in name: String, of module: String?) -> BuiltInSite {
    BuiltInSite(
      point: text(for: name, of: module),
      site: .function(
        FunctionSite(name: name, module: module, moment: moment, argumentCount: nil)),
      type: typeName, scope: .empty("kprobe.function"))
  }

  /// What `probe_type()` says.
  private var typeName: String { moment == .return ? "kretprobe" : "kprobe" }

  /// Returns the point with the names of a function and its module in the place of patterns.
  private func text(for name: String, of module: String?) -> String {
    let components = point.components.map { component -> String in
      guard case .text? = component.argument else { return component.text }
      let name = component.name == "module" ? module ?? "" : name
      return "\(component.name)(\(PointArgument.text(name).text))"
    }
    return components.joined(separator: ".")
  }
}
