import CBPF
import Glibc

/// Loads objects by libbpf, which finds out what differs between the kernel that an object was made for and the
/// one that runs (CO-RE).
struct LibraryLoader {
  /// The object.
  private let object: ObjectToLoad

  /// Creates a loader of `object`.
  init(_ object: ObjectToLoad) { self.object = object }

  /// Loads the object.
  ///
  /// Where the kernel takes no programs behind trampolines, those at breakpoints are loaded alone.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  func load() throws(RunError) -> LoadedObject {
    do {
      return try load { _ in true }
    } catch let refusal {
      let kinds = object.content.object.programs.map { ProgramKind(section: $0.section) }
      guard kinds.contains(where: { $0?.isTrampoline ?? false }), kinds.haveBreakpoints else {
        throw refusal
      }
      do {
        var loaded = try load { !$0.isTrampoline }
        loaded.trampolineRefusal = refusal.reason
        return loaded
      } catch { throw refusal }
    }
  }

  /// Loads the programs of the object for whose kind `isWanted` holds.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  private func load(_ isWanted: (ProgramKind) -> Bool) throws(RunError) -> LoadedObject {
    // What libbpf would print is said by the errors that are thrown here.
    libbpf_set_print(nil)
    let handle = object.file.withUnsafeBytes { bytes in
      var options = bpf_object_open_opts()
      options.sz = MemoryLayout<bpf_object_open_opts>.size
      return bpf_object__open_mem(bytes.baseAddress, bytes.count, &options)
    }
    guard let handle else {
      throw .damagedObject(SystemError.current("open the object").reason)
    }
    defer { bpf_object__close(handle) }
    let handles = ObjectHandles(of: handle)
    for map in handles.maps where bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF {
      bpf_map__set_max_entries(map, UInt32(object.ringSize))
    }
    var programs: [OpaquePointer] = []
    for program in handles.programs {
      let kind = ProgramKind(section: String(cString: bpf_program__section_name(program)))
      if kind.map(isWanted) ?? true {
        programs.append(program)
      } else {
        bpf_program__set_autoload(program, false)
      }
    }
    try load(handle, programs: programs)
    return try LoadedObject(
      maps: try loadedMaps(handles.maps), programs: try loadedPrograms(programs))
  }

  /// Loads `handle`, whose programs are `programs`.
  private func load(_ handle: OpaquePointer, programs: [OpaquePointer]) throws(RunError) {
    // Each program has its own log, so that the one that is refused is known by it.
    let logSize = 1 << 20
    let logs = programs.map { program in
      let log = UnsafeMutablePointer<CChar>.allocate(capacity: logSize)
      log[0] = 0
      bpf_program__set_log_buf(program, log, logSize)
      return log
    }
    defer { for log in logs { log.deallocate() } }
    let code = bpf_object__load(handle)
    if code == 0 { return }
    for (program, log) in zip(programs, logs) where log[0] != 0 {
      let name = String(cString: bpf_program__name(program))
      throw .rejected(object.rejection(of: name, log: VerifierLog(String(cString: log))))
    }
    if code == -ESRCH || code == -ENOENT, access("/sys/kernel/btf/vmlinux", R_OK) != 0 {
      throw .noTypes
    }
    throw RunError(refusal: SystemError("load the object", code: -code))
  }

  /// Returns `maps` as they are in the kernel.
  private func loadedMaps(_ maps: [OpaquePointer]) throws(RunError) -> [String: KernelMap] {
    var loaded: [String: KernelMap] = [:]
    for map in maps {
      let name = String(cString: bpf_map__name(map))
      loaded[name] = KernelMap(
        try copy(of: bpf_map__fd(map)), name: name, keySize: Int(bpf_map__key_size(map)),
        valueSize: Int(bpf_map__value_size(map)), capacity: Int(bpf_map__max_entries(map)))
    }
    return loaded
  }

  /// Returns `programs` as they are in the kernel.
  private func loadedPrograms(_ programs: [OpaquePointer]) throws(RunError) -> [LoadedProgram] {
    var loaded: [LoadedProgram] = []
    for program in programs {
      loaded.append(
        LoadedProgram(
          try copy(of: bpf_program__fd(program)),
          name: String(cString: bpf_program__name(program)),
          section: String(cString: bpf_program__section_name(program)),
          point: object.point(String(cString: bpf_program__name(program)))))
    }
    return loaded
  }

  /// Returns a descriptor of what `number` describes, which libbpf will close.
  private func copy(of number: CInt) throws(RunError) -> FileDescriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .system(.current("keep what was loaded")) }
    return FileDescriptor(owning: copy)
  }
}

extension ProgramKind {
  /// `true` iff it is in a function, behind a trampoline.
  fileprivate var isTrampoline: Bool { if case .trampoline = self { true } else { false } }
}

extension [ProgramKind?] {
  /// `true` iff each program behind a trampoline is followed by one at a breakpoint that can take its place.
  fileprivate var haveBreakpoints: Bool {
    indices.allSatisfy { index in
      guard case .trampoline(let moment, let name)? = self[index] else { return true }
      return index + 1 < count && self[index + 1] == .breakpoint(moment, name)
    }
  }
}

/// The maps and programs of an object that libbpf opened.
private struct ObjectHandles {
  /// The maps, in their order.
  private(set) var maps: [OpaquePointer] = []
  /// The programs, in their order.
  private(set) var programs: [OpaquePointer] = []

  /// Finds the maps and programs of `handle`.
  init(of handle: OpaquePointer) {
    var map = bpf_object__next_map(handle, nil)
    while let next = map {
      maps.append(next)
      map = bpf_object__next_map(handle, next)
    }
    var program = bpf_object__next_program(handle, nil)
    while let next = program {
      programs.append(next)
      program = bpf_object__next_program(handle, next)
    }
  }
}
