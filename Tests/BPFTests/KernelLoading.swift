import CBPF
import Glibc
import Testing

@testable import BPF

/// An object in the running kernel, loaded without libbpf's help.
final class KernelLoading {
  /// The descriptors of the maps and blocks by name.
  private(set) var maps: [String: Int32] = [:]
  /// The descriptor of the types, zero if the object has none.
  private let types: Int32
  /// The descriptor of the first program.
  private(set) var program: Int32 = -1
  /// What the verifier said.
  private(set) var log = ""

  /// Loads the maps, the blocks and the first program of `object`, whose type is `type`.
  init(_ object: LoadableObject, type: bpf_prog_type) throws {
    types = object.types.withUnsafeBytes { bytes in
      bytes.isEmpty ? 0 : bpf_btf_load(bytes.baseAddress, bytes.count, nil)
    }
    try #require(types >= 0, "the kernel refuses the types: errno \(errno)")
    for map in object.object.maps {
      maps[map.name] = try create(map, typeIDs: object.typeIDs(of: map))
    }
    for block in object.object.dataBlocks {
      let descriptor = try create(block.map, typeIDs: (0, 0))
      var key: UInt32 = 0
      try #require(bpf_map_update_elem(descriptor, &key, block.initialBytes, 0) == 0)
      maps[block.name] = descriptor
    }
    try load(try object.linked(object.object.programs[0]), of: object.object, type: type)
  }

  deinit {
    for descriptor in maps.values { close(descriptor) }
    if types > 0 { close(types) }
    if program >= 0 { close(program) }
  }

  /// Creates `map` and returns its descriptor.
  private func create(_ map: Map, typeIDs: (key: UInt32, value: UInt32)) throws -> Int32 {
    var options = bpf_map_create_opts()
    options.sz = MemoryLayout<bpf_map_create_opts>.size
    options.map_flags = map.flags.rawValue
    if typeIDs.key != 0 {
      options.btf_fd = UInt32(types)
      options.btf_key_type_id = typeIDs.key
      options.btf_value_type_id = typeIDs.value
    }
    let name = String(map.name.filter { $0 != "." }.prefix(15))
    let descriptor = bpf_map_create(
      bpf_map_type(map.kind.rawValue), name, UInt32(map.keySize), UInt32(map.valueSize),
      map.maxEntries, &options)
    return try #require(descriptor >= 0 ? descriptor : nil, "map '\(map.name)': errno \(errno)")
  }

  /// Resolves what `linked` names and loads it.
  private func load(_ linked: LinkedProgram, of object: ObjectFile, type: bpf_prog_type) throws {
    var linked = linked
    for reference in linked.references {
      switch reference.referent {
      case .map(let name):
        linked.setMap(at: reference.slot, descriptor: try #require(maps[name]))
      case .mapValue(let name):
        linked.setMapValue(at: reference.slot, descriptor: try #require(maps[name]))
      case .kfunc(let name):
        let kfunc = try #require(object.kfuncs.first { $0.name == name })
        linked.setKfunc(at: reference.slot, type: try #require(kfunc.kernelTypeID))
      case .functionCall, .functionAddress: Issue.record("linking leaves no functions")
      }
    }
    program = submit(linked, object, type)
    try #require(program >= 0, "the kernel refuses the program: errno \(errno)\n\(log)")
  }

  /// Hands `linked` to the kernel and returns the descriptor, negative if the kernel refuses it.
  private func submit(
    _ linked: LinkedProgram, _ object: ObjectFile, _ type: bpf_prog_type
  ) -> Int32 {
    var text = [CChar](repeating: 0, count: 1 << 16)
    let descriptor = linked.functionRecords.withUnsafeBytes { functions in
      linked.lineRecords.withUnsafeBytes { lines in
        linked.slots.withUnsafeBytes { slots in
          text.withUnsafeMutableBufferPointer { text in
            var options = bpf_prog_load_opts()
            options.sz = MemoryLayout<bpf_prog_load_opts>.size
            if type == BPF_PROG_TYPE_TRACING { options.expected_attach_type = BPF_TRACE_RAW_TP }
            options.attach_btf_id = object.programs[0].attachTypeID ?? 0
            options.prog_btf_fd = UInt32(types)
            options.func_info = functions.baseAddress
            options.func_info_rec_size = LinkedProgram.functionRecordSize
            options.func_info_cnt = UInt32(functions.count) / LinkedProgram.functionRecordSize
            options.line_info = lines.baseAddress
            options.line_info_rec_size = LinkedProgram.lineRecordSize
            options.line_info_cnt = UInt32(lines.count) / LinkedProgram.lineRecordSize
            options.log_buf = text.baseAddress
            options.log_size = UInt32(text.count)
            options.log_level = 1
            return bpf_prog_load(
              type, "test", object.license,
              slots.assumingMemoryBound(to: bpf_insn.self).baseAddress, linked.slots.count,
              &options)
          }
        }
      }
    }
    log = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return descriptor
  }
}
