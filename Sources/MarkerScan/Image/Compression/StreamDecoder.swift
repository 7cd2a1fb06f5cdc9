import Glibc

/// A library's decoder that is fed and emptied step by step.
protocol StreamDecoder: ~Copyable {
  /// What the decoder is called in messages.
  static var name: String { get }

  /// Takes from `input` and puts into `output` as much as it can.
  mutating func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep
}

/// What a step of a decoder did.
struct DecoderStep {
  /// How the decoder is to go on.
  enum State {
    /// With more input or output.
    case running

    /// Not at all: the end was reached.
    case ended

    /// Not at all: the input is damaged.
    case failed
  }

  /// How many bytes it took.
  var taken: Int

  /// How many bytes it put out.
  var made: Int

  /// How it is to go on.
  var state: State
}

extension StreamDecoder where Self: ~Copyable {
  /// How many bytes go out at once.
  private static var pieceSize: Int { 1 << 18 }

  /// Unpacks `bytes`. What stands behind the end of the packed data is left alone, as the size is that the kernel's
  /// build puts there.
  ///
  /// - Throws: `ImageError.damaged`, or what `receive` throws.
  mutating func run(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
    defer { output.deallocate() }
    var position = 0
    while true {
      let step = bytes.rest(from: position).withUnsafeBytes { input -> DecoderStep in
        self.step(input, output)
      }
      position += step.taken
      if step.made > 0 {
        let demand = try receive(UnsafeRawBufferPointer(rebasing: output[..<step.made]))
        if demand == .enough { return }
      }
      switch step.state {
      case .ended: return
      case .failed: throw .damaged(Self.name)
      case .running: if step.taken == 0, step.made == 0 { throw .damaged(Self.name) }
      }
    }
  }
}
