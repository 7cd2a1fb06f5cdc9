import CBPF
import Glibc

/// Loads objects into the very kernel that they were made for.
///
/// Offsets and BTF ids are right already, so nobody has to read the kernel's types, which takes libbpf twelve
/// milliseconds; what is left is one system call for each map and program.
struct KnownKernelLoader {
  /// The object.
  private let object: ObjectImage
  /// The size of the ring buffer in bytes.
  private let ringSize: Int
  /// Returns the probe point of the program of a given name, for messages.
  private let point: (String) -> String

  /// Creates a loader of `object`.
  init(_ object: ObjectImage, ringSize: Int, point: @escaping (String) -> String) {
    self.object = object
    self.ringSize = ringSize
    self.point = point
  }

  /// Loads the object; `nil` if it needs what only libbpf can do.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  func load() throws(RunError) -> LoadedObject? {
    guard let programs = try object.simplePrograms(),
      programs.allSatisfy({ ProgramKind(section: $0.section) != nil })
    else { return nil }
    var maps: [String: KernelMap] = [:]
    for definition in try object.mapDefinitions() {
      maps[definition.name] = try map(definition)
    }
    let types = try typesDescriptor()
    var loaded: [LoadedProgram] = []
    for program in programs { loaded.append(try load(program, maps: maps, types: types)) }
    return LoadedObject(maps: maps, programs: loaded)
  }

  /// Makes the map that `definition` asks for.
  private func map(_ definition: MapDefinition) throws(RunError) -> KernelMap {
    let isRing = definition.kind == BPF_MAP_TYPE_RINGBUF.rawValue
    let capacity = isRing ? ringSize : definition.capacity
    var options = bpf_map_create_opts()
    options.sz = MemoryLayout<bpf_map_create_opts>.size
    options.map_flags = definition.flags
    options.map_extra = definition.extra
    let number = bpf_map_create(
      bpf_map_type(definition.kind), definition.name, UInt32(definition.keySize),
      UInt32(definition.valueSize), UInt32(capacity), &options)
    guard number >= 0 else {
      throw RunError(refusal: SystemError("make the map '\(definition.name)'", code: -number))
    }
    return KernelMap(
      FileDescriptor(owning: number), name: definition.name, keySize: definition.keySize,
      valueSize: definition.valueSize, capacity: capacity)
  }

  /// Gives the object's types to the kernel, which says with them where programs come from.
  private func typesDescriptor() throws(RunError) -> FileDescriptor {
    let contents = object.contents(of: ".BTF") ?? []
    let number = contents.withUnsafeBytes { bpf_btf_load($0.baseAddress, $0.count, nil) }
    guard number >= 0 else {
      throw RunError(refusal: SystemError("load the object's types", code: -number))
    }
    return FileDescriptor(owning: number)
  }

  /// Loads `program`, which refers to `maps`.
  private func load(
    _ program: ProgramImage, maps: [String: KernelMap], types: borrowing FileDescriptor
  ) throws(RunError) -> LoadedProgram {
    let notes = try SourceNotes(of: program, in: object)
    let code = try resolved(program, maps: maps)
    let request = ProgramRequest(
      program: program, code: code, notes: notes, license: license, types: types.number)
    let number = request.submit(log: nil)
    if number >= 0 {
      return LoadedProgram(
        FileDescriptor(owning: number), name: program.name, section: program.section)
    }
    throw error(code: -number, of: request)
  }

  /// Returns the error that the refusal `code` of `request` is, after asking once more for the reasons.
  private func error(code: CInt, of request: ProgramRequest) -> RunError {
    let log = VerifierLog(request.log())
    let point = point(request.program.name)
    if log.text.isEmpty {
      return RunError(refusal: SystemError("load the probe '\(point)'", code: code))
    }
    return .rejected(
      RunError.Rejection(
        of: request.program, notes: request.notes, object: object, point: point, log: log))
  }

  /// The license that the object carries.
  private var license: String {
    object.section("license").map { object.text(at: $0.range.lowerBound) } ?? "GPL"
  }

  /// Returns the code of `program` with the descriptors of `maps` where it refers to them.
  private func resolved(
    _ program: ProgramImage, maps: [String: KernelMap]
  ) throws(RunError) -> [UInt64] {
    var code = program.code
    for reference in program.mapReferences {
      guard let map = maps[reference.map], code.indices.contains(reference.slot) else {
        throw .damagedObject("the map '\(reference.map)' is not defined")
      }
      // The source register says that the constant is a map's descriptor.
      let pseudoMap = UInt64(BPF_PSEUDO_MAP_FD) << 12
      let descriptor = UInt64(UInt32(bitPattern: map.descriptor.number)) << 32
      code[reference.slot] = code[reference.slot] & 0x0000_0000_ffff_0fff | pseudoMap | descriptor
    }
    return code
  }
}

/// The request to load one program.
struct ProgramRequest {
  /// The program.
  let program: ProgramImage
  /// Its code, complete.
  let code: [UInt64]
  /// Where it comes from.
  let notes: SourceNotes
  /// The license.
  let license: String
  /// The descriptor of the object's types.
  let types: CInt

  /// Loads the program and returns its descriptor, or a negated error number; the verifier writes into `log`
  /// if there is one.
  func submit(log: UnsafeMutableBufferPointer<CChar>?) -> CInt {
    guard let kind = ProgramKind(section: program.section) else { return -EINVAL }
    return notes.functions.withUnsafeBytes { functions in
      notes.lines.withUnsafeBytes { lines in
        code.withUnsafeBytes { code in
          var options = bpf_prog_load_opts()
          options.sz = MemoryLayout<bpf_prog_load_opts>.size
          options.expected_attach_type = kind.attachType
          options.attach_btf_id = program.attachTypeID
          options.prog_btf_fd = UInt32(types)
          describe(functions, lines, in: &options)
          if let log {
            options.log_level = 1
            options.log_size = UInt32(log.count)
            options.log_buf = log.baseAddress
          }
          return bpf_prog_load(
            kind.programType, program.name, license,
            code.baseAddress?.assumingMemoryBound(to: bpf_insn.self), code.count / 8, &options)
        }
      }
    }
  }

  /// Puts into `options` where the program's functions and lines are described.
  private func describe(
    _ functions: UnsafeRawBufferPointer, _ lines: UnsafeRawBufferPointer,
    in options: inout bpf_prog_load_opts
  ) {
    let functionSize = 4 * SourceNotes.functionWords
    let lineSize = 4 * SourceNotes.lineWords
    options.func_info = functions.baseAddress
    options.func_info_cnt = UInt32(functions.count / functionSize)
    options.func_info_rec_size = UInt32(functionSize)
    options.line_info = lines.baseAddress
    options.line_info_cnt = UInt32(lines.count / lineSize)
    options.line_info_rec_size = UInt32(lineSize)
  }

  /// Returns what the verifier says of the program when it is loaded once more.
  func log() -> String {
    // 16 MiB is what kernels before 6.4 take at most; later ones keep the end of what does not fit.
    withUnsafeTemporaryHeap(size: 1 << 24) { buffer in
      buffer[0] = 0
      let number = submit(log: buffer)
      if number >= 0 { _ = FileDescriptor(owning: number) }
      guard let start = buffer.baseAddress else { return "" }
      return String(cString: start)
    }
  }

  /// Calls `body` with `size` characters of memory.
  private func withUnsafeTemporaryHeap<Result>(
    size: Int, _ body: (UnsafeMutableBufferPointer<CChar>) -> Result
  ) -> Result {
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: size)
    defer { buffer.deallocate() }
    return body(buffer)
  }
}
