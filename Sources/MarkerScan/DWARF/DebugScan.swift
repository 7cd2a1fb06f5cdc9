import KernelDescription

/// Puts what the debug information of an image tells into a description.
struct DebugScan {
  /// The information.
  private let information: DebugInformation

  /// The names of the tracepoints of the image.
  private let tracepoints: [String]

  /// The functions that the image has; nil if that is not known.
  private let functions: SymbolList?

  /// What the names of the variables start with that tracepoints are.
  private static let tracepointPrefix = Array("__tracepoint_".utf8)

  /// Prepares to put in what `information` tells of `image`.
  init(_ information: DebugInformation, of image: KernelImage) {
    self.information = information
    functions = image.symbols.flatMap { SymbolList($0) }
    let names = image.symbols?.names(startingWith: Self.tracepointPrefix) ?? []
    tracepoints = names.map {
      String(decoding: $0.dropFirst(Self.tracepointPrefix.count), as: UTF8.self)
    }
  }

  /// Adds types, functions and tracepoints to `builder`; with `hasTypes`, it has the types already, and only what it
  /// lacks of the others is added.
  func add(to builder: inout KernelDescriptionBuilder, hasTypes: Bool) {
    var conversion = DebugTypeConversion(
      information, known: hasTypes ? builder.typesSoFar : nil, after: builder)
    if !hasTypes { conversion.addTypes(to: &builder) }
    let known = builder.functionNames
    let prototypes = conversion.addFunctions(to: &builder, tracepoints: Set(tracepoints)) { name in
      !known.contains(name) && !FunctionCollector.isGenerated(name)
        && functions?.hasFunction(name) ?? true
    }
    add(prototypes, to: &builder)
  }

  /// Adds the tracepoints that `builder` lacks, and the names of arguments of those that have none.
  private func add(
    _ prototypes: [String: FunctionPrototype], to builder: inout KernelDescriptionBuilder
  ) {
    func parameters(_ prototype: FunctionPrototype) -> [Tracepoint.Parameter] {
      prototype.parameters.map { .init(name: $0.name, type: $0.type, typeText: "") }
    }
    let known = Set(builder.tracepoints.map(\.name))
    for index in builder.tracepoints.indices {
      let point = builder.tracepoints[index]
      guard let prototype = prototypes[point.name], point.parameters.contains(where: \.name.isEmpty)
      else { continue }
      builder.tracepoints[index].parameters = parameters(prototype)
    }
    for name in tracepoints where !known.contains(name) {
      builder.tracepoints.append(
        Tracepoint(name: name, parameters: prototypes[name].map(parameters) ?? []))
    }
  }
}
