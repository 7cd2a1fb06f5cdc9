extension Operation {
  /// `true` iff it fails for some operands or at some times.
  package var canFail: Bool {
    switch self {
    case .binary(let op, _, _): op.canFail
    case .writeGlobal(_, let keys, _), .addToGlobal(_, let keys, _), .accumulate(_, let keys, _):
      !keys.isEmpty
    case .extract(let statistic, _, _): statistic.canFail
    case .bucket, .printHistogram, .formatHistogram, .eventElement, .loadMember, .load, .call,
      .captured,
      .capturedNext:
      true
    case .intrinsic(let intrinsic, _): intrinsic.canFail
    default: false
    }
  }
}
