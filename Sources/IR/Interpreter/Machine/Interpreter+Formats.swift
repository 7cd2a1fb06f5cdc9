extension Interpreter {
  /// Appends what `pieces` make of the registers of `frame`.
  @inline(__always)
  func write(
    _ pieces: CodeList<FormatStep>, _ frame: UnsafeMutablePointer<Int64>,
    to buffer: inout ByteBuffer
  ) {
    for index in 0..<pieces.count {
      let piece = pieces.start + index
      let register = Int(piece.pointee.register)
      switch piece.pointee.kind {
      case .text: buffer.append(piece.pointee.text.start, piece.pointee.text.count)
      case .decimal: NumberText.append(frame[register], to: &buffer)
      case .unsigned:
        let place = buffer.reserve(NumberText.maximumDigits)
        buffer.count += NumberText.writeDecimal(UInt64(bitPattern: frame[register]), to: place)
      case .hexadecimal:
        let place = buffer.reserve(NumberText.maximumDigits)
        buffer.count += NumberText.write(
          UInt64(bitPattern: frame[register]), shift: 4, letters: UInt8(ascii: "a"), to: place)
      case .pointer: NumberText.appendAddress(frame[register], to: &buffer)
      case .string:
        let text = StringView(registers: frame + register)
        buffer.append(text.start, text.count)
      case .zeroPadded:
        let value = frame[register]
        let width = piece.pointee.directive.width.unsafelyUnwrapped
        if value >= 0 {
          NumberText.append(UInt64(bitPattern: value), zeroPaddedTo: width, to: &buffer)
        } else {
          writeDirected(piece, frame, to: &buffer)
        }
      case .directed, .directedString, .memory: writeDirected(piece, frame, to: &buffer)
      }
    }
  }

  /// Appends what `piece` makes of its value, by its width and precision.
  @inline(never)
  private func writeDirected(
    _ piece: UnsafeMutablePointer<FormatStep>, _ frame: UnsafeMutablePointer<Int64>,
    to buffer: inout ByteBuffer
  ) {
    var directive = piece.pointee.directive
    if piece.pointee.width >= 0 { directive.setWidth(frame[Int(piece.pointee.width)]) }
    if piece.pointee.precision >= 0 { directive.setPrecision(frame[Int(piece.pointee.precision)]) }
    let register = Int(piece.pointee.register)
    switch piece.pointee.kind {
    case .directedString:
      directive.append(StringView(registers: frame + register), to: &buffer)
    case .memory: writeMemory(at: frame[register], directive, to: &buffer)
    default: directive.append(frame[register], to: &buffer)
    }
  }

  /// Appends the memory at `address`; nothing if it cannot be read.
  private func writeMemory(
    at address: Int64, _ directive: DirectiveText, to buffer: inout ByteBuffer
  ) {
    let count = max(1, directive.precision ?? 1)
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
    defer { bytes.deallocate() }
    let space: MemorySpace = directive.flag == .alternative ? .user : .kernel
    guard environment.read(space, address, into: UnsafeMutableRawBufferPointer(bytes)) else {
      return
    }
    directive.appendMemory(UnsafeBufferPointer(bytes), to: &buffer)
  }
}
