/// A figure of the tool beside that of a peer, and what was promised of it.
struct Comparison {
  /// What a figure counts.
  enum Unit: String {
    /// Thousandths of a second.
    case milliseconds = "ms"
    /// Thousandths of a millionth of a second.
    case nanoseconds = "ns"
    /// 1,048,576 bytes.
    case mebibytes = "MiB"
    /// Lines of output.
    case lines = "lines"
  }

  /// What was promised.
  enum Target {
    /// At most so many times the peer's figure.
    case ratio(Double)
    /// At most so much.
    case value(Double)
    /// Nothing: the figure is there to be known.
    case none
  }

  /// What became of the promise.
  enum Outcome: String {
    /// It is kept.
    case met
    /// It is not kept.
    case missed
    /// There was none.
    case none = "-"
    /// A figure is missing.
    case unknown = "not measured"
  }

  /// What is compared.
  let name: String
  /// What the figures count.
  let unit: Unit
  /// The figure of the tool; `nil` if it could not be taken.
  let measured: Double?
  /// The name of the peer; `nil` if the figure stands alone.
  var peerName: String?
  /// The figure of the peer; `nil` if it could not be taken.
  var peerValue: Double?
  /// What was promised.
  var target: Target = .none

  /// The tool's figure in units of the peer's; `nil` if one is missing.
  var ratio: Double? {
    guard let measured, let peerValue, peerValue > 0 else { return nil }
    return measured / peerValue
  }

  /// What became of the promise.
  var outcome: Outcome {
    switch target {
    case .none: measured == nil ? .unknown : .none
    case .ratio(let limit): ratio.map { $0 <= limit ? .met : .missed } ?? .unknown
    case .value(let limit): measured.map { $0 <= limit ? .met : .missed } ?? .unknown
    }
  }
}
