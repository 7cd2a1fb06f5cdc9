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
  /// - Throws: `RunError` if the kernel refuses.
  func load() throws(RunError) -> LoadedObject {
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
    try load(handle, programs: handles.programs)
    return LoadedObject(
      maps: try loadedMaps(handles.maps), programs: try loadedPrograms(handles.programs))
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
          section: String(cString: bpf_program__section_name(program))))
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
