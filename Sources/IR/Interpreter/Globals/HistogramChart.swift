/// A histogram printed as SystemTap prints it:
///
///     value |-------------------------------------------------- count
///         0 |                                                   0
///         1 |@@                                                 2
///           ~
struct HistogramChart {
  /// How many empty rows are shown before the first one that is not empty, and behind the last one.
  private static let margin = 2

  /// The histogram.
  let histogram: Histogram
  /// The counts of its buckets.
  let counts: UnsafeBufferPointer<Int64>
  /// The width of the bars, above 0.
  let width: Int
  /// How many empty rows are shown on either side of others; more of them are one `~`. All are shown if it is
  /// negative.
  let elision: Int

  /// Appends the chart; nothing if all buckets are empty.
  func append(to buffer: inout ByteBuffer) {
    guard let rows, let highest = counts.max() else { return }
    let scale = max(1, (highest - 1) / Int64(width) + 1)
    let valueSpace = valueSpace(for: rows)
    let countSpace = Self.space(for: highest)
    buffer.append(UInt8(ascii: " "), times: valueSpace - 5)
    buffer.append("value |")
    buffer.append(UInt8(ascii: "-"), times: width)
    buffer.append(" count\n")
    var isEliding = false
    for row in rows {
      if isElided(row, of: rows) {
        isEliding = true
        continue
      }
      if isEliding {
        buffer.append(UInt8(ascii: " "), times: valueSpace)
        buffer.append(" ~\n")
        isEliding = false
      }
      appendValue(of: row, space: valueSpace, to: &buffer)
      let bar = Int(counts[row] / scale)
      buffer.append(UInt8(ascii: "@"), times: bar)
      let space = width - bar + 1 + countSpace
      buffer.append(UInt8(ascii: " "), times: space - Self.space(for: counts[row]))
      NumberText.append(counts[row], to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Returns `true` iff `row` and those around it are empty, so that it is not shown.
  private func isElided(_ row: Int, of rows: ClosedRange<Int>) -> Bool {
    guard elision >= 0 else { return false }
    let reach = min(elision, counts.count)
    let near = max(rows.lowerBound, row - reach)...min(rows.upperBound, row + reach)
    return near.allSatisfy { counts[$0] == 0 }
  }

  /// The buckets that are shown: those in use, and two more on either side; `nil` if none is in use.
  private var rows: ClosedRange<Int>? {
    guard var low = counts.firstIndex(where: { $0 > 0 }),
      var high = counts.lastIndex(where: { $0 > 0 })
    else { return nil }
    for _ in 0..<Self.margin {
      // A logarithmic chart does not go below 0 for the margin alone.
      if low > 0, histogram != .logarithmic || low != 64 { low -= 1 }
      if high < counts.count - 1 { high += 1 }
    }
    if histogram != .logarithmic {
      if low == 0, counts[0] == 0 { low += 1 }
      if high == counts.count - 1, counts[high] == 0 { high -= 1 }
    }
    return low...high
  }

  /// Returns how many columns the values of `rows` take.
  private func valueSpace(for rows: ClosedRange<Int>) -> Int {
    switch histogram {
    case .logarithmic:
      let low = Self.space(for: histogram.lowerBound(of: rows.lowerBound))
      return max(5, low, Self.space(for: histogram.lowerBound(of: rows.upperBound)))
    case .linear(let start, _, let step):
      let under = rows.lowerBound == 0 ? 1 : 0
      let over = rows.upperBound == counts.count - 1 ? 1 : 0
      let end = start + step * Int64(rows.upperBound)
      return max(5, Self.space(for: start) + under, Self.space(for: end) + over)
    }
  }

  /// Appends the value of `row` in `space` columns, and the axis.
  private func appendValue(of row: Int, space: Int, to buffer: inout ByteBuffer) {
    let value = histogram.lowerBound(of: row)
    var mark: StaticString = ""
    if histogram != .logarithmic {
      if row == 0 { mark = "<" }
      if row == counts.count - 1 { mark = ">" }
    }
    let padding = space - Self.space(for: value) - mark.utf8CodeUnitCount
    buffer.append(UInt8(ascii: " "), times: padding)
    buffer.append(mark)
    NumberText.append(value, to: &buffer)
    buffer.append(" |")
  }

  /// Returns how many columns `value` takes.
  private static func space(for value: Int64) -> Int {
    NumberText.digitCount(value.magnitude) + (value < 0 ? 1 : 0)
  }
}

extension Histogram {
  /// Returns the number that stands for the bucket numbered `bucket`: its least value, or for those at the
  /// ends of a linear histogram the bound that its values are beyond.
  package func lowerBound(of bucket: Int) -> Int64 {
    switch self {
    case .logarithmic:
      if bucket == 64 { return 0 }
      return bucket > 64 ? 1 << Int64(bucket - 65) : Int64.min >> Int64(bucket)
    case .linear(let low, _, let step):
      if bucket == 0 { return low }
      if bucket == bucketCount - 1 { return low + Int64(bucket - 2) * step }
      return low + Int64(bucket - 1) * step
    }
  }
}
