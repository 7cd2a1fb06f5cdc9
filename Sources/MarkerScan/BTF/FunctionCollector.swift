import CBPF
import KernelDescription

/// Gathers the functions of one BTF.
struct FunctionCollector {
  /// What the names of functions start with that the kernel generates for each trace event: nobody looks for them
  /// there, and they are an eighth of all.
  private static let generatedPrefixes: [StaticString] = [
    "__traceiter_", "__probestub_", "__bpf_trace_", "perf_trace_", "trace_event_raw_event_",
    "trace_raw_output_", "trace_event_get_offsets_",
  ]

  /// The module that has them; nil for the image.
  private let module: String?

  /// Which ids the types have in the description.
  private let described: DescribedIDs

  /// The numbers of prototypes in the builder, by id.
  private var prototypes: [UInt32: PrototypeID] = [:]

  /// Creates a collector for the functions of `module`, or of the image.
  init(module: String?, describedAs described: DescribedIDs) {
    self.module = module
    self.described = described
  }

  /// Adds `type` to `builder` if it is a function that somebody wrote.
  mutating func look(
    at type: TypeView, in types: borrowing LoadedTypes,
    addingTo builder: inout KernelDescriptionBuilder
  ) {
    guard type.kind == .function else { return }
    let name = types.name(at: type.nameOffset)
    guard !name.isEmpty, !Self.isGenerated(name),
      let prototype = prototype(type.target, in: types, addingTo: &builder)
    else { return }
    builder.addFunction(name, module: module, prototype: prototype)
  }

  /// Returns the number in `builder` of the prototype with that id; nil if it is none.
  private mutating func prototype(
    _ id: UInt32, in types: borrowing LoadedTypes,
    addingTo builder: inout KernelDescriptionBuilder
  ) -> PrototypeID? {
    if let known = prototypes[id] { return known }
    guard let type = types.type(id), type.kind == .functionPrototype else { return nil }
    var prototype = FunctionPrototype(result: described[type.target], parameters: [])
    for parameter in type.elements(btf_param.self) {
      // Neither a name nor a type is what stands for `...`.
      if parameter.type == 0 { break }
      prototype.parameters.append(
        FunctionPrototype.Parameter(
          name: String(decoding: types.name(at: parameter.name_off), as: UTF8.self),
          type: described[parameter.type]))
    }
    let number = builder.add(prototype)
    prototypes[id] = number
    return number
  }

  /// Returns `true` iff the function called `name` is generated.
  static func isGenerated(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { isGenerated($0) }
  }

  /// Returns `true` iff the function called `name` is generated.
  private static func isGenerated(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    generatedPrefixes.contains { name.goesOn(from: $0) }
  }
}
