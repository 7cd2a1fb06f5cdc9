import CBPF
import Glibc
import IR

/// The prototypes of the running kernel's tracepoints and functions.
struct Prototypes: ~Copyable {
  /// The kernel's types.
  private let types: OpaquePointer

  /// The numbers of the kinds of types that prototypes lead through, as in `linux/btf.h`.
  private enum Kind {
    /// `BTF_KIND_INT`.
    static let integer: UInt32 = 1
    /// `BTF_KIND_PTR`.
    static let pointer: UInt32 = 2
    /// `BTF_KIND_STRUCT` and `BTF_KIND_UNION`.
    static let composites: [UInt32] = [4, 5]
    /// `BTF_KIND_TYPEDEF`.
    static let typedef: UInt32 = 8
    /// `BTF_KIND_FUNC`.
    static let function: UInt32 = 12
    /// `BTF_KIND_VOLATILE`, `BTF_KIND_CONST` and `BTF_KIND_RESTRICT`.
    static let qualifiers: [UInt32] = [9, 10, 11]
  }

  /// Reads the types of the running kernel.
  ///
  /// - Throws: `RunError.noTypes` if it does not tell.
  init() throws(RunError) {
    guard let types = btf__load_vmlinux_btf() else { throw .noTypes }
    self.types = types
  }

  deinit { btf__free(types) }

  /// Compares the tracepoint or function that `expected` names with it.
  ///
  /// Those of modules are not looked at: libbpf finds and checks them by itself.
  ///
  /// - Throws: `RunError` if it is not as expected.
  func check(_ expected: ExpectedMarker) throws(RunError) {
    let isFunction = expected.kind == .function
    let id = btf__find_by_name_kind(
      types, isFunction ? expected.name : "btf_trace_\(expected.name)",
      isFunction ? Kind.function : Kind.typedef)
    guard id > 0, let prototype = prototype(UInt32(id)) else { return }
    // The first parameter of a tracepoint's is the cookie of who listens.
    let arguments = arguments(of: prototype).dropFirst(isFunction ? 0 : 1)
    if arguments.count != expected.extent {
      throw .changedMarker(
        expected.name, difference: "it has \(arguments.count) arguments, not \(expected.extent)")
    }
    for part in expected.parts {
      guard let index = Int(part.name), (0..<arguments.count).contains(index) else { continue }
      if let difference = difference(of: arguments[arguments.startIndex + index], from: part) {
        throw .changedMarker(
          expected.name, difference: "its argument \(index + 1) \(difference)")
      }
    }
  }

  /// Returns the types of the arguments of `prototype`; a structure of 9 to 16 bytes is passed as
  /// two, and a larger one as none.
  private func arguments(of prototype: UnsafePointer<btf_type>) -> [UInt32] {
    let parameters = UnsafeRawPointer(prototype + 1).assumingMemoryBound(to: btf_param.self)
    return (0..<Int(prototype.pointee.info & 0xffff)).flatMap { index in
      let size = Int(btf__resolve_size(types, parameters[index].type))
      return Array(repeating: parameters[index].type, count: size > 16 ? 0 : size > 8 ? 2 : 1)
    }
  }

  /// Returns the prototype of the function numbered `id`, or behind the typedef, which names a pointer to it.
  private func prototype(_ id: UInt32) -> UnsafePointer<btf_type>? {
    guard let pointer = type(of: id), let target = type(of: pointer.pointee.type) else {
      return nil
    }
    return target
  }

  /// Returns in words how the type numbered `id` differs from what `part` says; `nil` if it does not.
  private func difference(of id: UInt32, from part: ExpectedMarker.Part) -> String? {
    guard let type = type(of: id) else { return "has no type" }
    let kind = Self.kind(of: type)
    if part.interpretation == .pointer {
      let target = self.type(of: type.pointee.type)
      let isComposite = target.map { Kind.composites.contains(Self.kind(of: $0)) } ?? false
      return kind == Kind.pointer && isComposite ? nil : "does not point to a structure"
    }
    let size = Int(btf__resolve_size(types, id))
    return size == part.size ? nil : "has \(size) bytes, not \(part.size)"
  }

  /// Returns the type numbered `id` without other names and qualifiers; `nil` for void.
  private func type(of id: UInt32) -> UnsafePointer<btf_type>? {
    var id = id
    while id != 0, let type = btf__type_by_id(types, id) {
      let kind = Self.kind(of: type)
      guard kind == Kind.typedef || Kind.qualifiers.contains(kind) else { return type }
      id = type.pointee.type
    }
    return nil
  }

  /// Returns the kind of `type`.
  private static func kind(of type: UnsafePointer<btf_type>) -> UInt32 {
    type.pointee.info >> 24 & 0x1f
  }
}
