import BPF
import CBPF
import Glibc

/// The request to load one program.
struct ProgramRequest {
  /// The program.
  let program: BPF.Program
  /// Its code, complete, and where that comes from.
  let code: LinkedProgram
  /// The license.
  let license: String
  /// The descriptor of the object's types; `nil` if the kernel does not have them.
  let types: CInt?

  /// Loads the program and returns its descriptor, or a negated error number; the verifier writes into `log`
  /// if there is one.
  func submit(log: UnsafeMutableBufferPointer<CChar>?) -> CInt {
    guard let kind = ProgramKind(section: program.section) else { return -EINVAL }
    return code.functionRecords.withUnsafeBytes { functions in
      code.lineRecords.withUnsafeBytes { lines in
        code.slots.withUnsafeBytes { slots in
          var options = options(functions: functions, lines: lines)
          options.expected_attach_type = kind.attachType
          if let log {
            options.log_level = 1
            options.log_size = UInt32(log.count)
            options.log_buf = log.baseAddress
          }
          return bpf_prog_load(
            kind.programType, program.name, license,
            slots.baseAddress?.assumingMemoryBound(to: bpf_insn.self), code.slots.count, &options)
        }
      }
    }
  }

  /// Returns the options that say where the program belongs and comes from.
  private func options(
    functions: UnsafeRawBufferPointer, lines: UnsafeRawBufferPointer
  ) -> bpf_prog_load_opts {
    var options = bpf_prog_load_opts()
    options.sz = MemoryLayout<bpf_prog_load_opts>.size
    options.attach_btf_id = program.attachTypeID ?? 0
    guard let types else { return options }
    options.prog_btf_fd = UInt32(types)
    options.func_info = functions.baseAddress
    options.func_info_rec_size = LinkedProgram.functionRecordSize
    options.func_info_cnt = UInt32(functions.count) / LinkedProgram.functionRecordSize
    options.line_info = lines.baseAddress
    options.line_info_rec_size = LinkedProgram.lineRecordSize
    options.line_info_cnt = UInt32(lines.count) / LinkedProgram.lineRecordSize
    return options
  }

  /// Returns what the verifier says of the program when it is loaded once more.
  func log() -> String {
    // 16 MiB is what kernels before 6.4 take at most; later ones keep the end of what does not fit.
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1 << 24)
    defer { buffer.deallocate() }
    buffer[0] = 0
    let number = submit(log: buffer)
    if number >= 0 { _ = FileDescriptor(owning: number) }
    return buffer.baseAddress.map { String(cString: $0) } ?? ""
  }
}
