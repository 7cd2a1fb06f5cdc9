/// The memory of compiled code and what belongs to it, given back all at once.
final class CodeMemory {
  /// What has been handed out.
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  /// Returns a list of `elements`, none of which needs reference counting.
  func list<Element>(_ elements: [Element]) -> CodeList<Element> {
    let start = allocate(Element.self, elements.count)
    start.initialize(from: elements, count: elements.count)
    return CodeList(start: start, count: elements.count)
  }

  /// Returns a place that holds `value`, which does not need reference counting.
  func place<Value>(_ value: Value) -> UnsafeMutableRawPointer {
    let start = allocate(Value.self, 1)
    start.initialize(to: value)
    return UnsafeMutableRawPointer(start)
  }

  /// Returns a view of a copy of `bytes`.
  func string(_ bytes: [UInt8]) -> StringView {
    StringView(list(bytes).start, bytes.count)
  }

  /// Returns room for `count` values.
  private func allocate<Value>(_ type: Value.Type, _ count: Int) -> UnsafeMutablePointer<Value> {
    let start = UnsafeMutablePointer<Value>.allocate(capacity: max(1, count))
    blocks.append(UnsafeMutableRawPointer(start))
    return start
  }
}
