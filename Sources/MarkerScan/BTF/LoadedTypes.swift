import CBPF
import Glibc

/// Types in BTF, loaded by libbpf.
struct LoadedTypes: ~Copyable {
  /// The library's object.
  let handle: OpaquePointer

  /// The first id that is not of the base; 1 without a base.
  let firstID: UInt32

  /// The id behind the last.
  let endID: UInt32

  /// How many bytes of strings there are, if that is known; it saves memory, and nothing depends on it.
  let statedNameSize: Int

  /// Loads the types of the kernel image from the bytes of its BTF; nil if they are damaged.
  init?(image bytes: [UInt8]) {
    guard let handle = Self.quietly({ btf__new(bytes, UInt32(bytes.count)) }) else { return nil }
    self.handle = handle
    firstID = 1
    endID = btf__type_cnt(handle)
    // The last word of the header, whose length libbpf has checked.
    statedNameSize = bytes.withUnsafeBytes {
      Int($0.loadUnaligned(fromByteOffset: MemoryLayout<btf_header>.size - 4, as: UInt32.self))
    }
  }

  /// Loads the types of a module from its BTF, which build on those of `base`; nil if they are damaged.
  ///
  /// - Requires: `base` lives longer.
  init?(moduleBytes bytes: Bytes, base: borrowing LoadedTypes) {
    // The library's function that takes bytes, `btf__new_split`, is not in its interface before libbpf 1.2.
    guard let file = FileDescriptor.holding(bytes) else { return nil }
    self.init(module: "/proc/self/fd/\(file.number)", base: base)
  }

  /// Loads the types of a module from the file `path`, which build on those of `base`; nil if they are damaged
  /// or gone.
  ///
  /// - Requires: `base` lives longer.
  init?(module path: String, base: borrowing LoadedTypes) {
    let baseHandle = base.handle
    guard let handle = Self.quietly({ btf__parse_raw_split(path, baseHandle) }) else { return nil }
    self.handle = handle
    firstID = base.endID
    endID = btf__type_cnt(handle)
    statedNameSize = 0
  }

  deinit { btf__free(handle) }

  /// Returns what `work` returns, and lets the library say nothing about it.
  private static func quietly(_ work: () -> OpaquePointer?) -> OpaquePointer? {
    let printer = libbpf_set_print(nil)
    defer { libbpf_set_print(printer) }
    return work()
  }

  /// Returns the type with that id, and what follows it.
  func type(_ id: UInt32) -> TypeView? {
    btf__type_by_id(handle, id).map { TypeView(pointer: $0) }
  }

  /// Returns the name at that offset, up to its zero byte.
  func name(at offset: UInt32) -> UnsafeBufferPointer<UInt8> {
    guard let name = btf__name_by_offset(handle, offset) else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: bytes, count: strlen(name))
  }
}

/// One type in loaded BTF.
struct TypeView {
  /// Where libbpf has it.
  let pointer: UnsafePointer<btf_type>

  /// The kind; nil for one that is newer than this program.
  var kind: BTFKind? { BTFKind(rawValue: pointer.pointee.info >> 24 & 0x1f) }

  /// How many members, constants or parameters follow.
  var count: Int { Int(pointer.pointee.info & 0xffff) }

  /// The flag whose meaning depends on the kind.
  var flag: Bool { pointer.pointee.info >> 31 == 1 }

  /// Where the name stands.
  var nameOffset: UInt32 { pointer.pointee.name_off }

  /// The size in bytes, for kinds that have one.
  var size: Int { Int(pointer.pointee.size) }

  /// The id of the type that this one refers to, for kinds that do.
  var target: UInt32 { pointer.pointee.type }

  /// Returns what follows the type, as elements of one kind.
  func elements<Element>(_ type: Element.Type) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(
      start: UnsafeRawPointer(pointer + 1).assumingMemoryBound(to: type), count: count)
  }

  /// Returns the one thing that follows the type.
  func detail<Detail>(_ type: Detail.Type) -> Detail {
    UnsafeRawPointer(pointer + 1).assumingMemoryBound(to: type).pointee
  }
}
